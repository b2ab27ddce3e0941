"""ServiceNow's Table API as its reference describes it: https://www.servicenow.com/docs/, "Table API"."""

from __future__ import annotations

import base64
import re
from typing import Any

from aiohttp import web

from tests.desk.server import LocalDesk, json_of

USER, TOKEN = "upmentor", "servicenow-password-0123456789"
CUSTOMER = ("emil@example.com", "5137153cc611227c000bbd1bd8cd2005")
_COLUMNS = {
    "short_description": 160,
    "description": 4000,
    "correlation_id": 100,
    "correlation_display": 100,
    "contact_type": 40,
    "caller_id": 32,
    "assignment_group": 100,
    "state": 40,
    "comments": 4000,
}
STATES = {"open": "2", "waiting": "3", "done": "6"}
_ERROR = {"error": {"message": "Operation Failed", "detail": ""}, "status": "failure"}


class LocalServiceNow(LocalDesk):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[dict[str, str]] = []
        self.foreign = False
        self.keeps_closed = False
        add = self.app.router
        add.add_post("/api/now/table/incident", self._create)
        add.add_get("/api/now/table/incident", self._search)
        add.add_patch("/api/now/table/incident/{sys_id}", self._change)
        add.add_get("/api/now/table/sys_user", self._users)

    def set(self, number: int, state: str) -> None:
        self._touch(self.records[number], state=STATES[state])

    def text_of(self, number: int) -> str:
        return self.records[number]["description"]

    def _touch(self, record: dict[str, str], **change: str) -> None:
        count = int(record.get("sys_mod_count", "0")) + 1
        at = f"2026-01-05 09:00:{count:02}"
        record |= {"sys_mod_count": str(count), "sys_updated_on": at, **change}

    def _stranger(self, request: web.Request) -> web.Response | None:
        basic = base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()
        if request.headers.get("Authorization") == f"Basic {basic}":
            return None
        return self.refuse(401, "unknown user", {"error": {"message": "User Not Authenticated"}})

    def _wrong(self, body: dict[str, Any]) -> str:
        if unknown := body.keys() - _COLUMNS.keys():
            return f"no column {sorted(unknown)}"
        return next((f"{n} is too long" for n, v in body.items() if len(v) > _COLUMNS[n]), "")

    async def _create(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        body = await json_of(request)
        if wrong := self._wrong(body):
            return self.refuse(400, wrong, _ERROR)
        number = len(self.records) + 1
        record = {"sys_id": f"{number:032x}", "number": f"INC{number:07}", "state": "1", **body}
        self._touch(record)
        self.records.append(record)
        return web.json_response({"result": _only(request, self._shown(record))}, status=201)

    def _shown(self, record: dict[str, str]) -> dict[str, str]:
        return {**record, "correlation_id": "somebody-elses"} if self.foreign else record

    async def _search(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        query = request.query.get("sysparm_query", "")
        found = re.fullmatch(r"correlation_id=([\w-]+)\^ORDERBYsys_created_on", query)
        if query and not found:
            return self.refuse(400, f"query {query}", _ERROR)
        rows = [r for r in self.records if not found or r["correlation_id"] == found[1]]
        limit = int(request.query["sysparm_limit"])
        return web.json_response({"result": [_only(request, self._shown(r)) for r in rows[:limit]]})

    async def _change(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        body = await json_of(request)
        record = next((r for r in self.records if r["sys_id"] == request.match_info["sys_id"]), None)
        if record is None:
            return self.refuse(404, "no record", _ERROR)
        assert not self._wrong(body)
        if not self.keeps_closed:
            self._touch(record, **body)
        return web.json_response({"result": _only(request, record)})

    async def _users(self, request: web.Request) -> web.Response:
        email, sys_id = CUSTOMER
        asked = re.fullmatch(r"email=(.+)\^active=true", request.query["sysparm_query"])
        assert asked
        rows = [{"sys_id": sys_id, "email": email}] if asked[1] == email else []
        return web.json_response({"result": rows})


def _only(request: web.Request, record: dict[str, str]) -> dict[str, str]:
    return {name: record.get(name, "") for name in request.query["sysparm_fields"].split(",")}

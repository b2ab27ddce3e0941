"""Jira Service Management as its reference describes it: requests, search, issues, transitions, users.

https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/,
https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issues/ and, for Data Center,
https://docs.atlassian.com/jira-servicedesk/REST/server/.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.desk.server import LocalDesk, json_of

USER, TOKEN = "bot@example.com", "jira-api-token-0123456789"
SERVICE_DESK, REQUEST_TYPE = "3", "25"
CUSTOMER = ("emil@example.com", "qm:5b10a2844c20165700ede21g", "emil")
_JQL = re.compile(r'summary ~ "\\"([^"\\]+)\\"" ORDER BY created ASC')
_ADF_NODES = {"doc", "paragraph", "text"}
STATES = {
    "open": ("Waiting for support", "new"),
    "waiting": ("Waiting for customer", "indeterminate"),
    "done": ("Resolved", "done"),
}


@dataclass
class Issue:
    key: str
    summary: str
    description: Any
    reporter: str
    state: str = "open"
    updated: int = 0


class LocalJira(LocalDesk):
    def __init__(self, *, is_cloud: bool) -> None:
        super().__init__()
        self.is_cloud = is_cloud
        self.issues: list[Issue] = []
        self.comments: list[str] = []
        self.foreign = False
        self.index_lags = False
        add = self.app.router
        add.add_get(f"/rest/servicedeskapi/servicedesk/{SERVICE_DESK}/requesttype/{REQUEST_TYPE}", self._type)
        add.add_post("/rest/servicedeskapi/request", self._create)
        add.add_post("/rest/servicedeskapi/request/{key}/comment", self._comment)
        add.add_get("/rest/api/3/search/jql" if is_cloud else "/rest/api/2/search", self._search)
        add.add_get("/rest/api/2/issue/{key}", self._issue)
        add.add_get("/rest/api/2/issue/{key}/transitions", self._transitions)
        add.add_post("/rest/api/2/issue/{key}/transitions", self._transition)
        add.add_get("/rest/api/3/user/search" if is_cloud else "/rest/api/2/user/search", self._users)

    def set(self, number: int, state: str) -> None:
        issue = self.issues[number]
        issue.state, issue.updated = state, issue.updated + 1

    def text_of(self, number: int) -> str:
        """The text as a person reads it."""
        described = self.issues[number].description
        if isinstance(described, str):
            return re.sub(r"\\(.)", r"\1", described)
        return "\n".join("".join(n["text"] for n in p["content"]) for p in described["content"])

    def _stranger(self, request: web.Request) -> web.Response | None:
        basic = base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()
        wanted = f"Basic {basic}" if self.is_cloud else f"Bearer {TOKEN}"
        if request.headers.get("Authorization") == wanted:
            return None
        return self.refuse(401, "unknown token", {"errorMessages": ["Client must be authenticated"]})

    async def _type(self, request: web.Request) -> web.Response:
        return self._stranger(request) or web.json_response({"id": REQUEST_TYPE, "name": "Get IT help"})

    async def _create(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        body = await json_of(request)
        if wrong := self._wrong(body):
            return self.refuse(400, wrong, {"errorMessage": wrong, "i18nErrorMessage": {}})
        fields = body["requestFieldValues"]
        reporter = body.get("raiseOnBehalfOf", "")
        key = f"IT-{len(self.issues) + 1}"
        self.issues.append(Issue(key, fields["summary"], fields["description"], reporter))
        shown = "IT-1" if self.foreign else key
        status = {"status": "Waiting for support", "statusDate": {"epochMillis": 1780315200000}}
        made = {
            "issueId": "10001",
            "issueKey": shown,
            "requestTypeId": REQUEST_TYPE,
            "serviceDeskId": SERVICE_DESK,
            "currentStatus": status,
            "_links": {"web": f"{self.url}/servicedesk/customer/portal/3/{shown}"},
        }
        return web.json_response(made, status=201)

    def _wrong(self, body: dict[str, Any]) -> str:
        allowed = {"serviceDeskId", "requestTypeId", "requestFieldValues", "raiseOnBehalfOf"}
        if self.is_cloud:
            allowed.add("isAdfRequest")
        fields = body.get("requestFieldValues", {})
        if not body.keys() <= allowed or fields.keys() != {"summary", "description"}:
            return "unknown fields"
        if (body["serviceDeskId"], body["requestTypeId"]) != (SERVICE_DESK, REQUEST_TYPE):
            return "no such request type"
        if not fields["summary"] or len(fields["summary"]) > 255 or "\n" in fields["summary"]:
            return "summary: one line of up to 255 characters"
        behalf = body.get("raiseOnBehalfOf", "")
        if behalf and behalf != CUSTOMER[1 if self.is_cloud else 2]:
            return "raiseOnBehalfOf: no such customer"
        return _wrong_document(fields["description"]) if self.is_cloud else _wrong_text(fields["description"])

    async def _comment(self, request: web.Request) -> web.Response:
        body = await json_of(request)
        assert body.keys() == {"body", "public"}
        self.comments.append(body["body"])
        return web.json_response({"id": "1", "body": body["body"]}, status=201)

    async def _search(self, request: web.Request) -> web.Response:
        found = _JQL.fullmatch(request.query.get("jql", ""))
        if no := self._stranger(request):
            return no
        if not found:
            return self.refuse(400, "JQL", {"errorMessages": ["Error in the JQL Query"]})
        words = found[1].casefold().split("-")
        issues = [] if self.index_lags else self.issues
        hits = [i for i in issues if all(word in i.summary.casefold() for word in words)]
        shown = [{"id": "1", "key": i.key, "fields": {"summary": i.summary}} for i in hits]
        return web.json_response({"issues": shown, "isLast": True})

    def _named(self, request: web.Request) -> Issue | None:
        return next((i for i in self.issues if i.key == request.match_info["key"]), None)

    async def _issue(self, request: web.Request) -> web.Response:
        if no := self._stranger(request):
            return no
        issue = self._named(request)
        if issue is None:
            return self.refuse(404, "no such issue", {"errorMessages": ["Issue does not exist"]})
        name, category = STATES[issue.state]
        status = {"name": name, "statusCategory": {"key": category}}
        updated = f"2026-01-05T09:00:{issue.updated:02}.000+0000"
        fields = {"summary": issue.summary, "status": status, "updated": updated}
        return web.json_response({"id": "1", "key": issue.key, "fields": fields})

    async def _transitions(self, _request: web.Request) -> web.Response:
        ways = [
            {"id": "11", "name": "Close", "to": {"name": "Closed", "statusCategory": {"key": "done"}}},
            {"id": "21", "name": "Escalate", "to": {"name": "Escalated", "statusCategory": {"key": "new"}}},
            {"id": "31", "name": "Re-open", "to": {"name": "Open", "statusCategory": {"key": "new"}}},
        ]
        return web.json_response({"transitions": ways})

    async def _transition(self, request: web.Request) -> web.Response:
        body, issue = await json_of(request), self._named(request)
        assert body == {"transition": {"id": "31"}}
        assert issue
        issue.state, issue.updated = "open", issue.updated + 1
        return web.Response(status=204)

    async def _users(self, request: web.Request) -> web.Response:
        asked = request.query["query" if self.is_cloud else "username"]
        email, account, name = CUSTOMER
        shown = {"accountId": account} if self.is_cloud else {"name": name}
        people = [{"emailAddress": f"x{email}", "active": True, "accountId": "other", "name": "other"}]
        if asked == email:
            people.append({"emailAddress": email, "active": True, **shown})
        return web.json_response(people)


def _wrong_text(text: object) -> str:
    return "" if isinstance(text, str) and text else "description: a text"


def _wrong_document(node: Any) -> str:
    """Checks the subset of ADF that we use: known nodes and no empty text."""
    if not isinstance(node, dict) or node.get("type") not in _ADF_NODES:
        return "description: not a document"
    if node["type"] == "text":
        return "" if node.get("text") and node.keys() == {"type", "text"} else "description: a text is empty"
    if node["type"] == "doc" and node.get("version") != 1:
        return "description: no version"
    return next((wrong for one in node["content"] if (wrong := _wrong_document(one))), "")

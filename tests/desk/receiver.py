"""A receiver as a customer would write it by docs/desk.md: verifies signatures, keeps each key once."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

from aiohttp import web

from tests.desk.server import LocalDesk, json_of

SECRET = "a-secret-that-both-sides-know-0123"
_EVENTS = {
    "ping": {"event"},
    "ticket.created": {"event", "key", "reference", "summary", "text", "requester"},
    "ticket.reopened": {"event", "key", "reference", "summary", "text", "requester", "ticket", "number"},
}


class LocalReceiver(LocalDesk):
    def __init__(self) -> None:
        super().__init__()
        self.tickets: list[dict[str, Any]] = []
        self.keys: set[str] = set()
        self.foreign = False
        self.app.router.add_post("/", self._take)

    def text_of(self, number: int) -> str:
        return str(self.tickets[number]["text"])

    def set(self, number: int, state: str) -> None:
        self.tickets[number]["status"] = state

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if wrong := _wrong_signature(request.headers.get("X-Upmentor-Signature", ""), raw):
            return self.refuse(401, wrong)
        body, key = await json_of(request), request.headers["Idempotency-Key"]
        if body.keys() != _EVENTS[body["event"]]:
            return self.refuse(400, f"fields {sorted(body)}")
        if key not in self.keys:
            self.keys.add(key)
            self._do(body)
        return web.json_response(self._answer(body))

    def _do(self, body: dict[str, Any]) -> None:
        if body["event"] == "ticket.created":
            self.tickets.append({**body, "status": "open", "number": f"T{len(self.tickets) + 1}"})
        elif body["event"] == "ticket.reopened":
            self._of(body)["status"] = "open"

    def _of(self, body: dict[str, Any]) -> dict[str, Any]:
        return next(t for t in self.tickets if t["key"] == body["key"])

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["event"] == "ping":
            return {}
        ticket = self._of(body)
        answer = {
            "ticket": ticket["number"],
            "url": f"{self.url}/{ticket['number']}",
            "status": ticket["status"],
        }
        return {**answer, "reference": "F-ANOTHER"} if self.foreign else answer


def _wrong_signature(header: str, body: bytes) -> str:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    at = parts.get("t", "0")
    digest = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(digest, parts.get("v1", "")):
        return "signature"
    return "" if abs(time.time() - int(at)) <= 300 else "too old"

"""`POST /desk/webhook`: the desk tells how a ticket stands, signed, within five minutes, and once.

What a desk that can be asked calls about is looked at, so nothing it says out of order is believed. The other kind is
believed, and what is older than what is known is not listened to. Jira signs its own webhooks in its own way.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
import structlog
from aiohttp import web

from adapters.desk.client import Answered
from adapters.desk.signature import HEADER, WINDOW, is_near, signed
from adapters.desk.ticket_text import as_moment
from adapters.desk.webhook import STATUSES
from bot.ids import TicketId
from bot.ports import Clock, Desk, TicketStatus, UnitOfWork, Work
from bot.tickets.status import apply_status, poll_soon

PATH: Final = "/desk/webhook"
JIRA_HEADER: Final = "X-Hub-Signature"
_LONGEST_NAME: Final = 200
_REMEMBERED: Final = 3 * WINDOW
"""A signature is good from five minutes before its time to five minutes after."""


@dataclass(frozen=True, slots=True)
class _Call:
    """What a signed body says. `state` and `at` are there only from a desk that is believed."""

    signature: str
    ticket: str
    said: TicketStatus | None


@dataclass(frozen=True, slots=True)
class _No:
    status: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """What takes the desk's calls. `heard` is called in the loop when there is something to do or to tell."""

    desk: Desk
    secret: str
    work: Work
    clock: Clock
    heard: Callable[[], None]

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._take)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        call = self._read(request, body, self.clock.now())
        if isinstance(call, _Call):
            call = await asyncio.to_thread(self._kept, call)
        if isinstance(call, _No):
            structlog.get_logger().warning("desk call refused", status=call.status, reason=call.said)
            return web.json_response({"error": call.said}, status=call.status)
        self.heard()
        return web.json_response({"ok": True})

    def _read(self, request: web.Request, body: bytes, now: datetime) -> _Call | _No:
        signature = signed(self.secret, request.headers.get(HEADER, ""), body, now)
        in_jiras_way = "" if signature else self._by_jira(request.headers.get(JIRA_HEADER, ""), body)
        if not (signature or in_jiras_way):
            return _No(401, "The signature is missing, wrong, or older than five minutes.")
        try:
            said = Answered(msgspec.json.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _No(400, "The body is not JSON.")
        if in_jiras_way:
            return _jiras(in_jiras_way, said, now)
        ticket = said.text("ticket")
        if not ticket:
            return _No(400, "The body names no ticket.")
        if self.desk.can_poll:
            return _Call(signature, ticket, None)
        return _believed(signature, ticket, said, now)

    def _by_jira(self, header: str, body: bytes) -> str:
        """Jira's own signature, if it is right: over the body alone, so its time stands in the body."""
        if self.desk.name != "jira":
            return ""
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return digest if hmac.compare_digest(header.encode(), f"sha256={digest}".encode()) else ""

    def _kept(self, call: _Call) -> _Call | _No:
        return self.work(lambda unit: self._keep(unit, call))

    def _keep(self, unit: UnitOfWork, call: _Call) -> _Call | _No:
        now = self.clock.now()
        unit.tickets.forget_calls(now - _REMEMBERED)
        if not unit.tickets.take_call(call.signature, now):
            return _No(409, "This very call was taken already.")
        ticket = self._find(unit, call.ticket) if _is_name(call.ticket) else None
        if ticket is None:
            return _No(404, "There is no such ticket here.")
        if call.said is None:
            poll_soon(unit, ticket, now, self.desk)
        else:
            apply_status(unit, ticket, call.said, now=now, desk=self.desk)
        return call

    def _find(self, unit: UnitOfWork, named: str) -> TicketId | None:
        """By our key, else by the desk's own reference."""
        found = TicketId(named) if unit.tickets.ticket(TicketId(named)) else unit.tickets.at_desk(named)
        ticket = unit.tickets.ticket(found) if found else None
        return ticket.id if ticket is not None and ticket.desk in ("", self.desk.name) else None


def _is_name(ticket: str) -> bool:
    """Whether it can be asked for at all: a database takes no zero byte."""
    return ticket.isprintable() and len(ticket) <= _LONGEST_NAME


def _believed(signature: str, ticket: str, said: Answered, now: datetime) -> _Call | _No:
    state = STATUSES.get(said.text("status").casefold())
    at = as_moment(said.text("updated_at"))
    if state is None:
        return _No(400, f"The status is none of {', '.join(STATUSES)}.")
    if at is None or at > now + WINDOW:
        return _No(400, "updated_at is no moment of the past, such as 2026-06-01T12:00:00.000Z.")
    return _Call(signature, ticket, TicketStatus(reference="", state=state, at=at))


def _jiras(digest: str, said: Answered, now: datetime) -> _Call | _No:
    stamp, key = said.at("timestamp"), said.text("issue", "key")
    if not isinstance(stamp, int) or not key:
        return _No(400, "The body has no timestamp or no issue.")
    try:
        sent = datetime.fromtimestamp(stamp / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return _No(400, "The timestamp is no time.")
    if not is_near(sent, now):
        return _No(401, "The call is older than five minutes.")
    return _Call(digest, key, None)

"""`POST /desk/webhook`: takes the desk's webhooks about tickets. Each is signed, recent, and accepted once.

If the desk can be polled, a webhook only triggers a poll, so order does not matter. Otherwise the webhook's status is
applied, unless it is older than the known one. Jira's webhooks have Jira's own signature.
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

from adapters.desk.client import JsonValue
from adapters.desk.signature import HEADER, WINDOW, is_near, valid_signature
from adapters.desk.ticket_text import as_moment
from adapters.desk.webhook import STATUSES
from bot.ids import TicketId
from bot.ports import Clock, Desk, TicketStatus, UnitOfWork, Work
from bot.tickets.status import apply_status, poll_soon

PATH: Final = "/desk/webhook"
JIRA_HEADER: Final = "X-Hub-Signature"
_MAX_TICKET_NAME: Final = 200
_SIGNATURES_KEPT: Final = 3 * WINDOW
"""Longer than a signature is valid: from five minutes before its time to five minutes after."""


@dataclass(frozen=True, slots=True)
class _Webhook:
    """A signed webhook. `status` is None if the desk can be polled."""

    signature: str
    ticket: str
    status: TicketStatus | None


@dataclass(frozen=True, slots=True)
class _Rejection:
    status: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """Takes the desk's webhooks. Calls `accepted` in the loop after each that was accepted."""

    desk: Desk
    secret: str
    work: Work
    clock: Clock
    accepted: Callable[[], None]

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._take)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        webhook = self._read(request, body, self.clock.now())
        if isinstance(webhook, _Webhook):
            webhook = await asyncio.to_thread(self._apply, webhook)
        if isinstance(webhook, _Rejection):
            structlog.get_logger().warning(
                "desk webhook refused", status=webhook.status, reason=webhook.message
            )
            return web.json_response({"error": webhook.message}, status=webhook.status)
        self.accepted()
        return web.json_response({"ok": True})

    def _read(self, request: web.Request, body: bytes, now: datetime) -> _Webhook | _Rejection:
        signature = valid_signature(self.secret, request.headers.get(HEADER, ""), body, now)
        jira_signature = "" if signature else self._jira_signature(request.headers.get(JIRA_HEADER, ""), body)
        if not (signature or jira_signature):
            return _Rejection(401, "The signature is missing, wrong, or older than five minutes.")
        try:
            sent = JsonValue(msgspec.json.decode(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _Rejection(400, "The body is not JSON.")
        if jira_signature:
            return _from_jira(jira_signature, sent, now)
        ticket = sent.text("ticket")
        if not ticket:
            return _Rejection(400, "The body names no ticket.")
        if self.desk.can_poll:
            return _Webhook(signature, ticket, None)
        return _with_status(signature, ticket, sent, now)

    def _jira_signature(self, header: str, body: bytes) -> str:
        """Jira's signature if it is valid. It covers the body alone, so its time is the body's timestamp."""
        if self.desk.name != "jira":
            return ""
        digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return digest if hmac.compare_digest(header.encode(), f"sha256={digest}".encode()) else ""

    def _apply(self, webhook: _Webhook) -> _Webhook | _Rejection:
        return self.work(lambda unit: self._apply_in(unit, webhook))

    def _apply_in(self, unit: UnitOfWork, webhook: _Webhook) -> _Webhook | _Rejection:
        now = self.clock.now()
        unit.tickets.forget_calls(now - _SIGNATURES_KEPT)
        if not unit.tickets.take_call(webhook.signature, now):
            return _Rejection(409, "This very call was taken already.")
        ticket = self._find(unit, webhook.ticket) if _is_name(webhook.ticket) else None
        if ticket is None:
            return _Rejection(404, "There is no such ticket here.")
        if webhook.status is None:
            poll_soon(unit, ticket, now, self.desk)
        else:
            apply_status(unit, ticket, webhook.status, now=now, desk=self.desk)
        return webhook

    def _find(self, unit: UnitOfWork, named: str) -> TicketId | None:
        """Finds the ticket by our key, else by the desk's own reference."""
        found = TicketId(named) if unit.tickets.ticket(TicketId(named)) else unit.tickets.at_desk(named)
        ticket = unit.tickets.ticket(found) if found else None
        return ticket.id if ticket is not None and ticket.desk in ("", self.desk.name) else None


def _is_name(ticket: str) -> bool:
    """True if a database can search for it: PostgreSQL rejects a zero byte."""
    return ticket.isprintable() and len(ticket) <= _MAX_TICKET_NAME


def _with_status(signature: str, ticket: str, sent: JsonValue, now: datetime) -> _Webhook | _Rejection:
    state = STATUSES.get(sent.text("status").casefold())
    at = as_moment(sent.text("updated_at"))
    if state is None:
        return _Rejection(400, f"The status is none of {', '.join(STATUSES)}.")
    if at is None or at > now + WINDOW:
        return _Rejection(400, "updated_at is not a time in the past, such as 2026-06-01T12:00:00.000Z.")
    return _Webhook(signature, ticket, TicketStatus(reference="", state=state, at=at))


def _from_jira(digest: str, body: JsonValue, now: datetime) -> _Webhook | _Rejection:
    stamp, key = body.at("timestamp"), body.text("issue", "key")
    if not isinstance(stamp, int) or not key:
        return _Rejection(400, "The body has no timestamp or no issue.")
    try:
        sent = datetime.fromtimestamp(stamp / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return _Rejection(400, "The timestamp is not a time.")
    if not is_near(sent, now):
        return _Rejection(401, "The call is older than five minutes.")
    return _Webhook(digest, key, None)

"""Any desk that takes a signed POST and reports ticket status by a signed POST. It cannot be polled.

Requests carry `X-Upmentor-Signature`, and an `Idempotency-Key` that is the same for every attempt:

    {"event": "ticket.created", "key": …, "reference": …, "summary": …, "text": …, "requester": …}
    {"event": "ticket.reopened", …, "ticket": the desk's own reference, "number": 1}

The response is any 2xx. It may name the desk's own `ticket`, a `url`, a `status` and its `updated_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

import msgspec

from adapters.desk.client import ClientError, DeskClient, JsonValue, outcome_of
from adapters.desk.signature import HEADER, sign
from adapters.desk.ticket_text import NOT_OURS, as_link, as_moment, as_reference
from bot.outbox import Retry, Undeliverable
from bot.ports import Clock, TicketOrder, TicketStatus
from bot.tickets.model import TicketState

STATUSES: Final[Mapping[str, TicketState]] = {
    "open": TicketState.OPEN,
    "waiting": TicketState.WAITING,
    "done": TicketState.DONE,
}
"""Ticket states by the names that a desk sends."""
_REFERENCE: Final = r"[!-~]+"
_FIX: Final = "Look into the log of what takes the call at UPMENTOR_DESK_URL: docs/desk.md says what is sent."


class WebhookDesk:
    name: Final = "webhook"
    can_poll: Final = False

    def __init__(self, client: DeskClient, *, secret: str, clock: Clock) -> None:
        self._client = client
        self._secret = secret
        self._clock = clock

    async def check(self) -> str | Retry | Undeliverable:
        answer = await self._send({"event": "ping"}, key="ping")
        if isinstance(answer, ClientError):
            return outcome_of(answer, _FIX)
        return answer if isinstance(answer, Retry) else "a signed ping was taken"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        sent = {"event": "ticket.created", **asdict(order)}
        return _status(await self._send(sent, key=order.key), order, before="")

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return Undeliverable("this desk cannot be asked", "It tells by POST /desk/webhook.")

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        sent = {"event": "ticket.reopened", **asdict(order), "ticket": reference, "number": number}
        return _status(await self._send(sent, key=f"{order.key}:{number}"), order, before=reference)

    async def _send(self, body: Mapping[str, object], *, key: str) -> JsonValue | ClientError | Retry:
        raw = msgspec.json.encode(body)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            HEADER: sign(self._secret, raw, self._clock.now()),
        }
        return await self._client.call("POST", "", content=raw, headers=headers)


def _status(
    answer: JsonValue | ClientError | Retry, order: TicketOrder, *, before: str
) -> TicketStatus | Retry | Undeliverable:
    if isinstance(answer, Retry):
        return answer
    if isinstance(answer, ClientError):
        return outcome_of(answer, _FIX)
    if answer.text("key") not in ("", order.key) or answer.text("reference") not in ("", order.reference):
        return NOT_OURS
    named = as_reference(answer.text("ticket"), _REFERENCE)
    if before and named and named != before:
        return NOT_OURS
    return TicketStatus(
        reference=named or before or order.reference,
        state=STATUSES.get(answer.text("status"), TicketState.OPEN),
        url=as_link(answer.text("url")),
        at=as_moment(answer.text("updated_at")),
    )

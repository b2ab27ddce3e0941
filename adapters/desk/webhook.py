"""Any desk that takes a signed POST, and tells by one how a ticket stands. It cannot be asked.

What is sent, with `X-Upmentor-Signature` and an `Idempotency-Key` that is the same for every attempt:

    {"event": "ticket.created", "key": …, "reference": …, "summary": …, "text": …, "requester": …}
    {"event": "ticket.reopened", …, "ticket": the desk's own reference, "number": 1}

The answer is any 2xx; it may name the desk's own `ticket`, a `url`, a `status` and when it was `updated_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

import msgspec

from adapters.desk.client import Answered, DeskClient, Refused, outcome_of
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
"""The words a desk has for how a ticket stands."""
_REFERENCE: Final = r"[!-~]+"
_MEND: Final = (
    "Look into the log of what takes the call at UPMENTOR_DESK_URL: docs/desk.md says what is sent."
)


class WebhookDesk:
    name: Final = "webhook"
    can_poll: Final = False

    def __init__(self, client: DeskClient, *, secret: str, clock: Clock) -> None:
        self._client = client
        self._secret = secret
        self._clock = clock

    async def check(self) -> str | Retry | Undeliverable:
        answer = await self._send({"event": "ping"}, key="ping")
        if isinstance(answer, Refused):
            return outcome_of(answer, _MEND)
        return answer if isinstance(answer, Retry) else "a signed ping was taken"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        sent = {"event": "ticket.created", **asdict(order)}
        return _standing(await self._send(sent, key=order.key), order, before="")

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return Undeliverable("this desk cannot be asked", "It tells by POST /desk/webhook.")

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        sent = {"event": "ticket.reopened", **asdict(order), "ticket": reference, "number": number}
        return _standing(await self._send(sent, key=f"{order.key}:{number}"), order, before=reference)

    async def _send(self, body: Mapping[str, object], *, key: str) -> Answered | Refused | Retry:
        raw = msgspec.json.encode(body)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            HEADER: sign(self._secret, raw, self._clock.now()),
        }
        return await self._client.call("POST", "", content=raw, headers=headers)


def _standing(
    answer: Answered | Refused | Retry, order: TicketOrder, *, before: str
) -> TicketStatus | Retry | Undeliverable:
    if isinstance(answer, Retry):
        return answer
    if isinstance(answer, Refused):
        return outcome_of(answer, _MEND)
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

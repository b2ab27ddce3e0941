"""Request Tracker by REST 2 (RT 5, or RT 4.4 with the REST2 extension). https://docs.bestpractical.com/rt/latest/RT/REST2.html

TicketSQL finds a ticket by our reference in its subject; RT's number is its `desk_reference`.
"""

from __future__ import annotations

from typing import Final

from adapters.desk.client import ClientError, DeskClient, JsonValue, outcome_of
from adapters.desk.ticket_text import (
    GONE,
    NOT_OURS,
    as_moment,
    as_reference,
    is_marked,
    marked,
    searchable,
)
from bot.outbox import Retry, Undeliverable
from bot.ports import TicketOrder, TicketStatus
from bot.tickets.model import TicketState
from bot.tickets.screens import opened_again

_STATES: Final = {
    "stalled": TicketState.WAITING,
    "resolved": TicketState.DONE,
    "rejected": TicketState.DONE,
    "deleted": TicketState.DONE,
}
_NUMBER: Final = r"[1-9][0-9]{0,17}"
_FIX: Final = (
    "Look whether the queue named in UPMENTOR_DESK_QUEUE exists, the account may create tickets in it, and "
    "UPMENTOR_DESK_REQUESTER_FIELD, if set, names a custom field of it."
)


class RequestTracker:
    name: Final = "request_tracker"
    can_poll: Final = True

    def __init__(self, client: DeskClient, *, queue: str, requester_field: str = "") -> None:
        self._client = client
        self._queue = queue
        self._requester_field = requester_field

    async def check(self) -> str | Retry | Undeliverable:
        found = await self._client.get("/REST/2.0/queues/all", per_page="1")
        if isinstance(found, Retry):
            return found
        if isinstance(found, ClientError):
            return outcome_of(found, "Look whether UPMENTOR_DESK_URL is the address of RT itself.")
        return "Request Tracker answers, and knows the token"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        if attempts:
            found = await self._find(order)
            if found is not None:
                return found
        made = await self._client.call("POST", "/REST/2.0/ticket", json=self._fresh(order))
        if isinstance(made, Retry):
            return made
        if isinstance(made, ClientError):
            return outcome_of(made, _FIX)
        number = as_reference(made.text("id"), _NUMBER)
        return await self._look(number, order, is_fresh=True) if number else NOT_OURS

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return await self._look(reference, order, is_fresh=False)

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        before = await self.poll(reference, order)
        if not isinstance(before, TicketStatus) or before.state is not TicketState.DONE:
            return before
        path = f"/REST/2.0/ticket/{reference}"
        done = await self._client.call("PUT", path, json={"Status": "open"})
        if isinstance(done, ClientError):
            return outcome_of(done, _FIX)
        if isinstance(done, Retry):
            return done
        note = {"Content": opened_again(number), "ContentType": "text/plain"}
        # The comment gives the reason; the ticket is open without it.
        await self._client.call("POST", f"{path}/comment", json=note)
        after = await self.poll(reference, order)
        # RT refuses with a 200 and a sentence.
        if isinstance(after, TicketStatus) and after.state is TicketState.DONE:
            return Undeliverable("Request Tracker keeps the ticket closed", "Let the account modify tickets.")
        return after

    def _fresh(self, order: TicketOrder) -> dict[str, object]:
        fresh: dict[str, object] = {
            "Queue": self._queue,
            "Subject": marked(order),
            "Content": order.text,
            "ContentType": "text/plain",
        }
        if order.requester:
            fresh["Requestor"] = order.requester
            if self._requester_field:
                fresh["CustomFields"] = {self._requester_field: order.requester}
        return fresh

    async def _find(self, order: TicketOrder) -> TicketStatus | Retry | Undeliverable | None:
        """Finds the oldest ticket with the reference, in any queue; None if there is none."""
        query = {
            "query": f"Subject LIKE '[{searchable(order)}]'",
            "fields": "Subject",
            "orderby": "id",
            "order": "ASC",
        }
        found = await self._client.call("GET", "/REST/2.0/tickets", query=query)
        if isinstance(found, Retry):
            return found
        if isinstance(found, ClientError):
            return outcome_of(found, _FIX)
        for item in found.at("items") or ():
            one = JsonValue(item)
            number = as_reference(one.text("id"), _NUMBER)
            if number and is_marked(order, one.text("Subject")):
                return await self.poll(number, order)
        return None

    async def _look(
        self, reference: str, order: TicketOrder, *, is_fresh: bool
    ) -> TicketStatus | Retry | Undeliverable:
        found = await self._client.get(f"/REST/2.0/ticket/{reference}")
        if isinstance(found, Retry):
            return found
        if isinstance(found, ClientError):
            return GONE if found.status == 404 else outcome_of(found, _FIX)
        is_it = found.text("id") == reference
        is_ours = is_marked(order, found.text("Subject"))  # IT may rewrite the subject later
        if not is_it or (is_fresh and not is_ours):
            return NOT_OURS
        return TicketStatus(
            reference=reference,
            state=_STATES.get(found.text("Status"), TicketState.OPEN),
            url=f"{self._client.base}/Ticket/Display.html?id={reference}",
            at=as_moment(found.text("LastUpdated")),
        )

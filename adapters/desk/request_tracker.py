"""Request Tracker by REST 2 (RT 5; RT 4.4 with the REST2 extension). https://docs.bestpractical.com/rt/latest/RT/REST2.html

The reference stands in the subject, where TicketSQL finds it; RT's own number is the ticket's reference here.
"""

from __future__ import annotations

from typing import Final

from adapters.desk.client import Answered, DeskClient, Refused, outcome_of
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
_MEND: Final = (
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
        """What `doctor` says of the desk."""
        found = await self._client.get("/REST/2.0/queues/all", per_page="1")
        if isinstance(found, Retry):
            return found
        if isinstance(found, Refused):
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
        if isinstance(made, Refused):
            return outcome_of(made, _MEND)
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
        if isinstance(done, Refused):
            return outcome_of(done, _MEND)
        if isinstance(done, Retry):
            return done
        note = {"Content": opened_again(number), "ContentType": "text/plain"}
        await self._client.call(
            "POST", f"{path}/comment", json=note
        )  # says why; the ticket is open without it
        after = await self.poll(reference, order)
        if (
            isinstance(after, TicketStatus) and after.state is TicketState.DONE
        ):  # RT says no with a 200 and a sentence
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
        """The oldest ticket with the reference, whatever queue it was moved to; None if there is none."""
        query = {
            "query": f"Subject LIKE '[{searchable(order)}]'",
            "fields": "Subject",
            "orderby": "id",
            "order": "ASC",
        }
        found = await self._client.call("GET", "/REST/2.0/tickets", query=query)
        if isinstance(found, Retry):
            return found
        if isinstance(found, Refused):
            return outcome_of(found, _MEND)
        for item in found.at("items") or ():
            one = Answered(item)
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
        if isinstance(found, Refused):
            return GONE if found.status == 404 else outcome_of(found, _MEND)
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

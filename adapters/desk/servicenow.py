"""ServiceNow by its Table API: incidents, or a table that extends them.

`correlation_id` holds the ticket's key: a search by it finds this ticket and no other.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from adapters.desk.client import ClientError, DeskClient, JsonValue, outcome_of
from adapters.desk.ticket_text import GONE, NOT_OURS, as_reference, asked_by, marked
from bot.outbox import Retry, Undeliverable
from bot.ports import TicketOrder, TicketStatus
from bot.tickets.model import TicketState
from bot.tickets.screens import opened_again

_STATES: Final = {
    "3": TicketState.WAITING,  # on hold
    "6": TicketState.DONE,  # resolved
    "7": TicketState.DONE,  # closed
    "8": TicketState.DONE,  # cancelled
}
_IN_PROGRESS: Final = "2"
_FIELDS: Final = "sys_id,number,state,correlation_id,sys_updated_on"
_NUMBER: Final = r"[A-Za-z0-9_-]{1,40}"
_FIX: Final = (
    "Look whether the table and group of UPMENTOR_DESK_QUEUE exist, and UPMENTOR_DESK_REQUESTER_FIELD, if set, is a "
    "column of the table."
)


class ServiceNow:
    name: Final = "servicenow"
    can_poll: Final = True

    def __init__(self, client: DeskClient, *, table: str, group: str = "", requester_field: str = "") -> None:
        self._client = client
        self._table = table
        self._path = f"/api/now/table/{table}"
        self._group = group
        self._requester_field = requester_field

    async def check(self) -> str | Retry | Undeliverable:
        found = await self._client.get(self._path, sysparm_limit="1", sysparm_fields="sys_id")
        if isinstance(found, ClientError):
            return outcome_of(found, _FIX)
        return found if isinstance(found, Retry) else f"ServiceNow answers, and shows its table {self._table}"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        if attempts:
            found = await self._found(order)
            if found is not None:
                return found
        caller = await self._caller(order.requester) if order.requester else ""
        if isinstance(caller, Retry):
            return caller
        fresh = self._fresh(order, caller)
        made = await self._client.call("POST", self._path, query={"sysparm_fields": _FIELDS}, json=fresh)
        if isinstance(made, Retry):
            return made
        if isinstance(made, ClientError):
            return outcome_of(made, _FIX)
        return self._status(JsonValue(made.at("result")), order)

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return await self._found(order, reference) or GONE

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        found = await self._record(order)
        if not isinstance(found, JsonValue):
            return found or GONE
        before = self._status(found, order, reference)
        if not isinstance(before, TicketStatus) or before.state is not TicketState.DONE:
            return before
        change = {"state": _IN_PROGRESS, "comments": opened_again(number)}
        path = f"{self._path}/{as_reference(found.text('sys_id'), _NUMBER)}"
        done = await self._client.call("PATCH", path, query={"sysparm_fields": _FIELDS}, json=change)
        if isinstance(done, Retry):
            return done
        if isinstance(done, ClientError):
            return outcome_of(done, _FIX)
        after = self._status(JsonValue(done.at("result")), order, reference)
        if isinstance(after, TicketStatus) and after.state is TicketState.DONE:
            return Undeliverable(
                "ServiceNow keeps the ticket closed", "Closed ones stay so: open a fresh one."
            )
        return after

    def _fresh(self, order: TicketOrder, caller: str) -> dict[str, str]:
        fresh = {
            "short_description": marked(order),
            "description": order.text if caller else asked_by(order),
            "correlation_id": order.key,
            "correlation_display": "Upmentor",
            "contact_type": "self-service",
        }
        if caller:
            fresh["caller_id"] = caller
        if self._group:
            fresh["assignment_group"] = self._group
        if self._requester_field and order.requester:
            fresh[self._requester_field] = order.requester
        return fresh

    async def _caller(self, email: str) -> str | Retry:
        """The only user with this email; "" if there are none or several, or if the account may not see users."""
        if "^" in email:  # would end the condition of the query
            return ""
        query = {
            "sysparm_query": f"email={email}^active=true",
            "sysparm_fields": "sys_id,email",
            "sysparm_limit": "2",
        }
        found = await self._client.call("GET", "/api/now/table/sys_user", query=query)
        if isinstance(found, Retry):
            return found
        users = found.at("result") if isinstance(found, JsonValue) else None
        if not isinstance(users, list) or len(users) != 1:
            return ""
        user = JsonValue(users[0])
        is_theirs = user.text("email").casefold() == email.casefold()
        return as_reference(user.text("sys_id"), _NUMBER) if is_theirs else ""

    async def _found(
        self, order: TicketOrder, reference: str = ""
    ) -> TicketStatus | Retry | Undeliverable | None:
        found = await self._record(order)
        return self._status(found, order, reference) if isinstance(found, JsonValue) else found

    async def _record(self, order: TicketOrder) -> JsonValue | Retry | Undeliverable | None:
        """Finds the oldest record with the ticket's key; None if there is none."""
        query = {
            "sysparm_query": f"correlation_id={order.key}^ORDERBYsys_created_on",
            "sysparm_fields": _FIELDS,
            "sysparm_limit": "1",
        }
        found = await self._client.call("GET", self._path, query=query)
        if isinstance(found, Retry):
            return found
        if isinstance(found, ClientError):
            return None if found.status == 404 else outcome_of(found, _FIX)
        record = found.at("result", 0)
        return JsonValue(record) if record is not None else None

    def _status(
        self, record: JsonValue, order: TicketOrder, reference: str = ""
    ) -> TicketStatus | Undeliverable:
        number, row = (as_reference(record.text(name), _NUMBER) for name in ("number", "sys_id"))
        is_ours = record.text("correlation_id") == order.key and number and row
        if not is_ours or (reference and number != reference):
            return NOT_OURS
        return TicketStatus(
            reference=number,
            state=_STATES.get(record.text("state"), TicketState.OPEN),
            url=f"{self._client.base}/nav_to.do?uri={self._table}.do?sys_id={row}",
            at=_moment(record.text("sys_updated_on")),
        )


def _moment(written: str) -> datetime | None:
    """Parses ServiceNow's own format, which is in UTC whatever the account's zone."""
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None

"""Jira Service Management, Cloud and Data Center: creates by its request API; finds, reads and reopens by Jira's.

https://developer.atlassian.com/cloud/jira/service-desk/rest/ and https://docs.atlassian.com/jira-servicedesk/REST/server/.
JQL finds a ticket by our reference in its summary; Jira's issue key is its `desk_reference`. Cloud takes the text as a
document (ADF), Data Center as wiki text with all markup escaped.
"""

from __future__ import annotations

import re
from typing import Final

from adapters.desk.client import ClientError, DeskClient, JsonValue, outcome_of
from adapters.desk.ticket_text import (
    GONE,
    NOT_OURS,
    as_moment,
    as_reference,
    asked_by,
    is_marked,
    marked,
    searchable,
)
from bot.outbox import Retry, Undeliverable
from bot.ports import TicketOrder, TicketStatus
from bot.tickets.model import TicketState
from bot.tickets.screens import opened_again

_KEY: Final = r"[A-Z][A-Z0-9_]{0,40}-[1-9][0-9]{0,11}"
_READ: Final = "summary,status,updated"
_WAITS: Final = re.compile(r"waiting for (the )?(customer|reporter|requester)|pending|on hold", re.IGNORECASE)
"""Statuses in which IT waits for somebody, as Jira's own workflows name them."""
_WIKI: Final = re.compile(r"([\\{}\[\]*_+^~?!|#-])")
_FIX: Final = (
    "Look whether UPMENTOR_DESK_QUEUE names a service desk and a request type of it whose only required fields are "
    "the summary and the description."
)


class Jira:
    name: Final = "jira"
    can_poll: Final = True

    def __init__(
        self,
        client: DeskClient,
        *,
        service_desk: str,
        request_type: str,
        is_cloud: bool,
        requester_field: str = "",
    ) -> None:
        self._client = client
        self._service_desk = service_desk
        self._request_type = request_type
        self._is_cloud = is_cloud
        self._requester_field = requester_field

    async def check(self) -> str | Retry | Undeliverable:
        kind = f"/rest/servicedeskapi/servicedesk/{self._service_desk}/requesttype/{self._request_type}"
        found = await self._client.get(kind)
        if isinstance(found, ClientError):
            return outcome_of(found, _FIX)
        return found if isinstance(found, Retry) else "Jira answers, and shows the request type"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        if attempts:
            found = await self._find(order)
            if found is not None:
                return found
        customer = await self._customer(order.requester) if order.requester else ""
        if isinstance(customer, Retry):
            return customer
        fresh = self._fresh(order, customer)
        made = await self._client.call("POST", "/rest/servicedeskapi/request", json=fresh)
        if isinstance(made, Retry):
            return made
        if isinstance(made, ClientError):
            return outcome_of(made, _FIX)
        key = as_reference(made.text("issueKey"), _KEY)
        return await self._look(key, order, is_fresh=True) if key else NOT_OURS

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return await self._look(reference, order, is_fresh=False)

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        before = await self.poll(reference, order)
        if not isinstance(before, TicketStatus) or before.state is not TicketState.DONE:
            return before
        path = f"/rest/api/2/issue/{before.reference}/transitions"
        found = await self._client.get(path)
        if not isinstance(found, JsonValue):
            return found if isinstance(found, Retry) else outcome_of(found, _FIX)
        transition = _reopening_transition(found)
        if not transition:
            return Undeliverable(
                "Jira's workflow has no way from done back to open",
                "Add a transition out of the done statuses that the account may use.",
            )
        done = await self._client.call("POST", path, json={"transition": {"id": transition}})
        if not isinstance(done, JsonValue):
            return done if isinstance(done, Retry) else outcome_of(done, _FIX)
        note = {"body": opened_again(number), "public": True}
        await self._client.call("POST", f"/rest/servicedeskapi/request/{before.reference}/comment", json=note)
        return await self.poll(before.reference, order)

    def _fresh(self, order: TicketOrder, customer: str) -> dict[str, object]:
        text = order.text if customer else asked_by(order)
        fields: dict[str, object] = {
            "summary": marked(order),
            "description": _document(text) if self._is_cloud else as_wiki(text),
        }
        if self._requester_field and order.requester:
            fields[self._requester_field] = order.requester
        fresh: dict[str, object] = {
            "serviceDeskId": self._service_desk,
            "requestTypeId": self._request_type,
            "requestFieldValues": fields,
        }
        if self._is_cloud:
            fresh["isAdfRequest"] = True
        if customer:
            fresh["raiseOnBehalfOf"] = customer
        return fresh

    async def _customer(self, email: str) -> str | Retry:
        """The only account with exactly this email, else "": no other person may appear as the requester."""
        if self._is_cloud:
            found = await self._client.get("/rest/api/3/user/search", query=email, maxResults="5")
        else:
            found = await self._client.get("/rest/api/2/user/search", username=email, maxResults="5")
        if isinstance(found, Retry):
            return found
        users = found.body if isinstance(found, JsonValue) and isinstance(found.body, list) else []
        theirs = [
            user
            for one in users
            if (user := JsonValue(one)).text("emailAddress").casefold() == email.casefold()
            and user.at("active") is not False
        ]
        if len(theirs) != 1:
            return ""
        return as_reference(theirs[0].text("accountId" if self._is_cloud else "name"), r"[!-~]+")

    async def _find(self, order: TicketOrder) -> TicketStatus | Retry | Undeliverable | None:
        """Finds the oldest issue with the reference; None if there is none."""
        path = "/rest/api/3/search/jql" if self._is_cloud else "/rest/api/2/search"
        jql = f'summary ~ "\\"{searchable(order)}\\"" ORDER BY created ASC'
        found = await self._client.get(path, jql=jql, fields="summary", maxResults="20")
        if not isinstance(found, JsonValue):
            return found if isinstance(found, Retry) else outcome_of(found, _FIX)
        for item in found.at("issues") or ():
            one = JsonValue(item)
            key = as_reference(one.text("key"), _KEY)
            if key and is_marked(order, one.text("fields", "summary")):
                return await self.poll(key, order)
        return None

    async def _look(
        self, reference: str, order: TicketOrder, *, is_fresh: bool
    ) -> TicketStatus | Retry | Undeliverable:
        found = await self._client.get(f"/rest/api/2/issue/{reference}", fields=_READ)
        if isinstance(found, Retry):
            return found
        if isinstance(found, ClientError):
            return GONE if found.status == 404 else outcome_of(found, _FIX)
        key = as_reference(found.text("key"), _KEY)
        is_ours = is_marked(order, found.text("fields", "summary"))  # IT may rewrite the summary later
        is_it = key == reference and not is_fresh
        if not key or not (is_ours or is_it):  # a moved issue has a new key and keeps its summary
            return NOT_OURS
        return TicketStatus(
            reference=key,
            state=_state(found),
            url=f"{self._client.base}/browse/{key}",
            at=as_moment(found.text("fields", "updated")),
        )


def as_wiki(text: str) -> str:
    """Escapes the text for Jira's wiki renderer."""
    return _WIKI.sub(r"\\\1", text)


def _document(text: str) -> dict[str, object]:
    """Makes one paragraph of each line: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/"""
    lines = [{"type": "paragraph", "content": _words(line)} for line in text.split("\n")]
    return {"version": 1, "type": "doc", "content": lines}


def _words(line: str) -> list[dict[str, str]]:
    """An empty list for an empty line, since ADF forbids empty text nodes."""
    return [{"type": "text", "text": line}] if line else []


def _state(issue: JsonValue) -> TicketState:
    if issue.text("fields", "status", "statusCategory", "key") == "done":
        return TicketState.DONE
    return TicketState.WAITING if _WAITS.search(issue.text("fields", "status", "name")) else TicketState.OPEN


def _reopening_transition(transitions: JsonValue) -> str:
    """The id of a transition to an open status, preferably one named "reopen"; "" if there is none."""
    open_ = [
        one
        for item in transitions.at("transitions") or ()
        if (one := JsonValue(item)).text("to", "statusCategory", "key") in ("new", "indeterminate")
    ]
    open_.sort(key=lambda one: "reopen" not in one.text("name").casefold().replace("-", ""))
    return as_reference(open_[0].text("id"), r"[0-9]{1,12}") if open_ else ""

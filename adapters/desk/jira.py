"""Jira Service Management, Cloud and Data Center: the request API to create, Jira's own to find, read and reopen.

https://developer.atlassian.com/cloud/jira/service-desk/rest/ and https://docs.atlassian.com/jira-servicedesk/REST/server/.
The reference stands in the summary, where JQL finds it; the issue's key is the ticket's reference here. On Cloud the
text goes as a document (ADF), on Data Center as wiki text with every mark of it escaped: nobody's words are markup.
"""

from __future__ import annotations

import re
from typing import Final

from adapters.desk.client import Answered, DeskClient, Refused, outcome_of
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
"""Names of statuses in which it is not IT's turn, as Jira's own workflows call them."""
_WIKI: Final = re.compile(r"([\\{}\[\]*_+^~?!|#-])")
_MEND: Final = (
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
        if isinstance(found, Refused):
            return outcome_of(found, _MEND)
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
        if isinstance(made, Refused):
            return outcome_of(made, _MEND)
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
        if not isinstance(found, Answered):
            return found if isinstance(found, Retry) else outcome_of(found, _MEND)
        way = _way_back(found)
        if not way:
            return Undeliverable(
                "Jira's workflow has no way from done back to open",
                "Add a transition out of the done statuses that the account may use.",
            )
        done = await self._client.call("POST", path, json={"transition": {"id": way}})
        if not isinstance(done, Answered):
            return done if isinstance(done, Retry) else outcome_of(done, _MEND)
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
        """The one account that shows this very email; "" if there is none: nobody else may be named as who asks."""
        if self._is_cloud:
            found = await self._client.get("/rest/api/3/user/search", query=email, maxResults="5")
        else:
            found = await self._client.get("/rest/api/2/user/search", username=email, maxResults="5")
        if isinstance(found, Retry):
            return found
        users = found.body if isinstance(found, Answered) and isinstance(found.body, list) else []
        theirs = [
            user
            for one in users
            if (user := Answered(one)).text("emailAddress").casefold() == email.casefold()
            and user.at("active") is not False
        ]
        if len(theirs) != 1:
            return ""
        return as_reference(theirs[0].text("accountId" if self._is_cloud else "name"), r"[!-~]+")

    async def _find(self, order: TicketOrder) -> TicketStatus | Retry | Undeliverable | None:
        """The oldest issue with the reference; None if there is none."""
        path = "/rest/api/3/search/jql" if self._is_cloud else "/rest/api/2/search"
        jql = f'summary ~ "\\"{searchable(order)}\\"" ORDER BY created ASC'
        found = await self._client.get(path, jql=jql, fields="summary", maxResults="20")
        if not isinstance(found, Answered):
            return found if isinstance(found, Retry) else outcome_of(found, _MEND)
        for item in found.at("issues") or ():
            one = Answered(item)
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
        if isinstance(found, Refused):
            return GONE if found.status == 404 else outcome_of(found, _MEND)
        key = as_reference(found.text("key"), _KEY)
        is_ours = is_marked(order, found.text("fields", "summary"))  # IT may rewrite the summary later
        is_it = key == reference and not is_fresh
        if not key or not (is_ours or is_it):  # one that was moved has another key, and the summary it had
            return NOT_OURS
        return TicketStatus(
            reference=key,
            state=_state(found),
            url=f"{self._client.base}/browse/{key}",
            at=as_moment(found.text("fields", "updated")),
        )


def as_wiki(text: str) -> str:
    """The text so that Jira's wiki renderer shows it as it stands."""
    return _WIKI.sub(r"\\\1", text)


def _document(text: str) -> dict[str, object]:
    """One paragraph a line: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/"""
    lines = [{"type": "paragraph", "content": _words(line)} for line in text.split("\n")]
    return {"version": 1, "type": "doc", "content": lines}


def _words(line: str) -> list[dict[str, str]]:
    """A text node may not be empty."""
    return [{"type": "text", "text": line}] if line else []


def _state(issue: Answered) -> TicketState:
    if issue.text("fields", "status", "statusCategory", "key") == "done":
        return TicketState.DONE
    return TicketState.WAITING if _WAITS.search(issue.text("fields", "status", "name")) else TicketState.OPEN


def _way_back(transitions: Answered) -> str:
    """The transition to an open status, the one that is called so if there is one."""
    open_ = [
        one
        for item in transitions.at("transitions") or ()
        if (one := Answered(item)).text("to", "statusCategory", "key") in ("new", "indeterminate")
    ]
    open_.sort(key=lambda one: "reopen" not in one.text("name").casefold().replace("-", ""))
    return as_reference(open_[0].text("id"), r"[0-9]{1,12}") if open_ else ""

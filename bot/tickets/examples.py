"""Requests to IT, for who sent them and for IT people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from bot.cast import COHORT, EXECUTIVE, LEAD, MENTOR, NOON
from bot.feature import Example
from bot.ids import FlagId, TicketId
from bot.screens import danger, press, primary
from bot.tickets import screens as tickets
from bot.tickets.model import Ticket, TicketState, TicketWords

_TICKET = Ticket(
    id=TicketId("ticket"),
    cohort=COHORT.id,
    flag=FlagId("flag"),
    ask=None,
    reference="F-7KQ2MWX",
    state=TicketState.DRAFT,
    created_at=NOON,
    changed_at=NOON,
    sealed=b"",
)
_WORDS = TicketWords(
    summary="Access and accounts",
    text="The planning assistant asks for a licence key that we do not have.\nIt worked last week.",
    owner=MENTOR.id,
)
_CHOICES = (
    primary("Send to IT", "scope.send_ticket", ticket="ticket"),
    press("Change it", "scope.change_ticket", ticket="ticket"),
    danger("Drop it", "scope.drop_ticket", ticket="ticket"),
)


def examples() -> Iterator[Example]:
    asked = msgspec.structs.replace(_WORDS, requester=EXECUTIVE.email)
    queued, open_, waiting, done, failed = (
        replace(_TICKET, state=state, desk="queue", url="https://it.example.com/browse/IT-12")
        for state in (
            TicketState.QUEUED,
            TicketState.OPEN,
            TicketState.WAITING,
            TicketState.DONE,
            TicketState.FAILED,
        )
    )
    yield Example("tickets.draft", "a mentor", tickets.draft(_TICKET, _WORDS, MENTOR, *_CHOICES))
    yield Example(
        "tickets.draft (of an ask)", "an executive", tickets.draft(_TICKET, asked, EXECUTIVE, *_CHOICES)
    )
    yield Example("tickets.sent", "a mentor", tickets.sent(queued))
    yield Example("tickets.dropped", "a mentor", tickets.dropped(_TICKET.reference))
    yield Example("tickets.draft_expired", "a mentor", tickets.draft_expired(_TICKET.reference))
    yield Example("tickets.card (on its way)", "a mentor", tickets.card(queued, shows_link=False))
    yield Example("tickets.card (done)", "an executive", tickets.card(done, shows_link=True))
    yield Example("tickets.news (open)", "an executive", tickets.news(open_, shows_link=True))
    yield Example("tickets.news (waiting)", "a mentor", tickets.news(waiting, shows_link=False))
    yield Example("tickets.news (done)", "a mentor", tickets.news(done, shows_link=False))
    yield Example("tickets.news (failed)", "a mentor", tickets.news(failed, shows_link=False))
    yield Example("tickets.not_reopened", "a mentor", tickets.not_reopened(done))
    yield Example("tickets.at_desk", "somebody in IT", tickets.at_desk(open_, _WORDS, LEAD, None))
    waiting, done = replace(waiting, taken_by=LEAD.id), replace(done, taken_by=LEAD.id)
    yield Example("tickets.at_desk (waiting)", "somebody in IT", tickets.at_desk(waiting, asked, LEAD, LEAD))
    yield Example("tickets.at_desk (done)", "somebody in IT", tickets.at_desk(done, _WORDS, LEAD, LEAD))
    yield Example(
        "tickets.queue",
        "somebody in IT",
        tickets.queue([(open_, _WORDS, None), (waiting, asked, LEAD)], LEAD),
    )
    yield Example("tickets.queue (long)", "somebody in IT", tickets.queue([(open_, _WORDS, None)] * 20, LEAD))
    yield Example("tickets.queue (empty)", "somebody in IT", tickets.queue([], LEAD))
    yield Example("tickets.it_only", "a mentor", tickets.it_only())
    yield Example("tickets.kept_elsewhere", "somebody in IT", tickets.kept_elsewhere())

"""The cards that IT people have where Upmentor's own list is the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.flags.sealing import open_flag, pseudonym
from bot.ids import CohortId, PersonId
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.tickets import screens
from bot.tickets.model import Ticket, TicketWords

OWN_DESK: Final = "queue"
"""The name, in the settings, of the list that Upmentor keeps itself."""


WORKS_OFF: Final = (Role.IT, Role.LEAD, Role.CONTACT)
"""Roles by priority; the first with members works the list."""


def it_people(unit: UnitOfWork, cohort: CohortId, *, besides: PersonId | None = None) -> Sequence[Person]:
    """The cohort's IT people; its leads where it has none, and where it has no lead its contacts."""
    members = unit.people.members(cohort, WORKS_OFF)
    found = ([p for p, its in members if its is role and p.id != besides] for role in WORKS_OFF)
    return next(filter(None, found), [])


def workers_of(unit: UnitOfWork, ticket: Ticket) -> Sequence[Person]:
    """The people who work the ticket; never the executive of the pair whose mentor flagged it."""
    return it_people(unit, ticket.cohort, besides=_executive_of(unit, ticket))


def _executive_of(unit: UnitOfWork, ticket: Ticket) -> PersonId | None:
    flag = unit.flags.flag(ticket.flag) if ticket.flag else None
    if flag is None:
        return None
    pairing = open_flag(unit, flag).pairing
    return next((p.executive for p in unit.programme.pairings(flag.cohort) if p.id == pairing), None)


def tell(unit: UnitOfWork, ticket: Ticket, words: TicketWords, now: datetime) -> None:
    """A ticket came in."""
    people = workers_of(unit, ticket)
    taker = taker_of(unit, ticket)
    unit.outbox.enqueue(
        [
            in_working_hours(
                person, screens.at_desk(ticket, words, person, taker), now, card=card_of(unit, ticket)
            )
            for person in people
        ]
    )


def redraw(unit: UnitOfWork, ticket: Ticket, words: TicketWords) -> None:
    """Nothing where another desk has the ticket."""
    if ticket.desk != OWN_DESK or not ticket.desk_reference:
        return
    taker = taker_of(unit, ticket)
    unit.outbox.enqueue(
        [
            OutgoingMessage(
                person=person.id,
                message=screens.at_desk(ticket, words, person, taker),
                card=card_of(unit, ticket),
                redraws=True,
            )
            for person in workers_of(unit, ticket)
        ]
    )


def taker_of(unit: UnitOfWork, ticket: Ticket) -> Person | None:
    return unit.people.person(ticket.taken_by) if ticket.taken_by else None


def card_of(unit: UnitOfWork, ticket: Ticket) -> str:
    """Does not name the ticket: its owner has a message of the same moment, and would be known by it."""
    return f"desk:{pseudonym(unit, ticket.cohort, ticket.id)[:32]}"

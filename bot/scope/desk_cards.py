"""The cards that IT people have where Upmentor's own list is the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.ids import CohortId
from bot.outbox import Promise
from bot.people.model import Person
from bot.people.promises import in_their_hours
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.scope import ticket_screens as screens
from bot.scope.model import Ticket, TicketWords

OWN_DESK: Final = "queue"
"""What the settings call the list that Upmentor keeps itself."""


def it_people(unit: UnitOfWork, cohort: CohortId) -> Sequence[Person]:
    """The cohort's IT people; its leads where it has none."""
    members = unit.people.members(cohort, [Role.IT, Role.LEAD])
    return [p for p, role in members if role is Role.IT] or [p for p, _ in members]


def tell(unit: UnitOfWork, ticket: Ticket, words: TicketWords, now: datetime) -> None:
    """A ticket came in."""
    people = it_people(unit, ticket.cohort)
    taker = taker_of(unit, ticket)
    unit.outbox.promise(
        [
            in_their_hours(person, screens.at_desk(ticket, words, person, taker), now, card=card_of(ticket))
            for person in people
        ]
    )


def redraw(unit: UnitOfWork, ticket: Ticket, words: TicketWords) -> None:
    """Nothing where another desk has the ticket."""
    if ticket.desk != OWN_DESK or not ticket.desk_reference:
        return
    taker = taker_of(unit, ticket)
    unit.outbox.promise(
        [
            Promise(
                person=person.id,
                message=screens.at_desk(ticket, words, person, taker),
                card=card_of(ticket),
                redraws=True,
            )
            for person in it_people(unit, ticket.cohort)
        ]
    )


def taker_of(unit: UnitOfWork, ticket: Ticket) -> Person | None:
    return unit.people.person(ticket.taken_by) if ticket.taken_by else None


def card_of(ticket: Ticket) -> str:
    return f"desk:{ticket.id}"

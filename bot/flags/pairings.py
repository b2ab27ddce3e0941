"""In which pairs somebody is the mentor, and whom they may turn to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.charter.model import Charter
from bot.people.model import Person
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.programme.model import Pairing
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody a flag may go to. `is_outside` the lead's and the executive's line."""

    person: Person
    is_outside: bool


@dataclass(frozen=True, slots=True)
class MentorPairing:
    """One pairing of a mentor's, with the charter in force. A flag needs no signature: it may be about that."""

    pairing: Pairing
    charter: Charter
    executive: Person
    contacts: tuple[Contact, ...]
    """The one outside the line first."""


def mentor_pairings(turn: Turn) -> tuple[MentorPairing, ...]:
    return tuple(_mentor_pairings(turn))


def other_contact(unit: UnitOfWork, pairing: Pairing, contact: Person) -> Person | None:
    """Whom a flag goes to if this contact does not act."""
    charter = unit.charters.current(pairing.cohort)
    found = contacts(unit, pairing, charter) if charter else ()
    return next((one.person for one in found if one.person.id != contact.id), None)


def contacts(unit: UnitOfWork, pairing: Pairing, charter: Charter) -> tuple[Contact, ...]:
    """Those of the charter's two that are known and are not one of the pair; the one outside the line first."""
    organisation = unit.programme.organisation()
    found = [
        (unit.people.by_email(organisation, email), n == 1) for n, email in enumerate(charter.terms.contacts)
    ]
    pair = (pairing.mentor, pairing.executive)
    known = [Contact(person=one, is_outside=last) for one, last in found if one and one.id not in pair]
    return tuple(sorted(known, key=lambda one: not one.is_outside))


def _mentor_pairings(turn: Turn) -> Iterator[MentorPairing]:
    unit = turn.unit
    for membership in unit.people.memberships(turn.person.id):
        pairing = unit.programme.pairing_of(turn.person.id, membership.cohort)
        charter = unit.charters.current(membership.cohort)
        is_mentor = membership.role is Role.MENTOR and pairing and pairing.mentor == turn.person.id
        if is_mentor and pairing and charter:
            executive = unit.people.person(pairing.executive)
            yield MentorPairing(pairing, charter, executive, contacts(unit, pairing, charter))

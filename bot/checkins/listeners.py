"""People who have only become ready join the round that is open."""

from __future__ import annotations

from bot.checkins.rounds import plan_open_rounds
from bot.events import CharterSigned, PersonReturned
from bot.ports import UnitOfWork


def plan_after_signing(unit: UnitOfWork, event: CharterSigned) -> None:
    plan_open_rounds(unit, event.cohort, [event.pairing.mentor, event.pairing.executive])


def plan_after_return(unit: UnitOfWork, event: PersonReturned) -> None:
    for membership in unit.people.memberships(event.person):
        plan_open_rounds(unit, unit.programme.cohort(membership.cohort), [event.person])

"""The reporting line, as far as the roster tells it: who may be the second person to turn to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.charter import screens
from bot.ids import CohortId
from bot.people.model import Person
from bot.people.roles import Role
from bot.ports import UnitOfWork

_LONGEST: Final = 50
"""Steps up a line; a roster may go round in a circle."""


def second_contact_problem(unit: UnitOfWork, cohort: CohortId, email: str) -> str:
    """Why this person does not stand outside the leads' and the executives' line, as a sentence; "" if they do.

    The roster's manager_email is all that is known: where it says nothing, nobody is refused.
    """
    members = unit.people.members(cohort)
    contact = next((person for person, _ in members if person.email == email), None)
    if contact is None:
        return screens.not_on_roster(email)
    judged = [(p, role) for p, role in members if role in (Role.LEAD, Role.EXECUTIVE)]
    if role := next((role for p, role in judged if p.email == email), None):
        return screens.is_one_of_them(contact, role)
    above = _lines_up(unit, [contact, *(p for p, _ in judged)])
    for person, role in judged:
        if email in above[person.email]:
            return screens.stands_above(contact, person, role)
        if person.email in above[email]:
            return screens.stands_below(contact, person, role)
    return ""


def first_contact_problem(unit: UnitOfWork, cohort: CohortId, email: str) -> str:
    """They must be somebody the bot can reach, with a part in the cohort."""
    is_known = any(person.email == email for person, _ in unit.people.members(cohort))
    return "" if is_known else screens.not_on_roster(email)


def contacts_problem(unit: UnitOfWork, cohort: CohortId, emails: Sequence[str]) -> str:
    """Says what is wrong with the two people of a charter; "" if nothing is known to be."""
    first, second = emails
    return first_contact_problem(unit, cohort, first) or second_contact_problem(unit, cohort, second)


def _lines_up(unit: UnitOfWork, people: Iterable[Person]) -> Mapping[str, frozenset[str]]:
    """For each of the people by email, the emails of all who stand above them."""
    people = list(people)
    over = {person.email: person.manager_email for person in people}
    for _ in range(_LONGEST):
        missing = sorted({boss for boss in over.values() if boss and boss not in over})
        if not missing:
            break
        found = {p.email: p.manager_email for p in unit.people.by_emails(people[0].organisation, missing)}
        over |= {email: found.get(email, "") for email in missing}
    return {person.email: frozenset(_up(over, person.email)) for person in people}


def _up(over: Mapping[str, str], email: str) -> Iterable[str]:
    seen = {email}
    while (email := over.get(email, "")) and email not in seen:
        seen.add(email)
        yield email

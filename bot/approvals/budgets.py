"""The mentors' time in a cohort: how much, whose to approve, and whether it is approved."""

from __future__ import annotations

from collections import defaultdict

from bot.approvals.model import Approval, Budget
from bot.ids import CohortId, PersonId
from bot.people.model import Person
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.programme.model import Cohort


def budgets(unit: UnitOfWork, cohort: CohortId) -> tuple[Budget, ...]:
    """Of every mentor in a pair, by name; none before the launch."""
    charter = unit.charters.current(cohort)
    if charter is None:
        return ()
    people = {person.id: person for person, _ in unit.people.members(cohort)}
    barred: dict[PersonId, set[str]] = defaultdict(set)
    for pairing in unit.programme.pairings(cohort):
        barred[pairing.mentor] |= {people[pairing.mentor].email, people[pairing.executive].email}
    approvals, minutes = unit.approvals.of(cohort), charter.terms.weekly_minutes
    found = (
        _budget(people[mentor], minutes, frozenset(emails), approvals.get(mentor))
        for mentor, emails in barred.items()
    )
    return tuple(sorted(found, key=lambda one: (one.mentor.name, one.mentor.id)))


def budget_of(unit: UnitOfWork, cohort: CohortId, mentor: PersonId) -> Budget | None:
    """None where they mentor nobody."""
    return next((one for one in budgets(unit, cohort) if one.mentor.id == mentor), None)


def recordable(unit: UnitOfWork, lead: Person, cohort: Cohort) -> list[Budget]:
    """Those that wait for nobody in particular, but for the lead's own and those of a mentor of theirs."""
    return [
        one
        for one in budgets(unit, cohort.id)
        if not one.is_approved and not one.line_manager and lead.email not in one.barred
    ]


def _budget(mentor: Person, minutes: int, barred: frozenset[str], approval: Approval | None) -> Budget:
    line_manager = "" if mentor.manager_email in barred else mentor.manager_email
    return Budget(mentor=mentor, minutes=minutes, line_manager=line_manager, barred=barred, approval=approval)


def leads_of(unit: UnitOfWork, cohort: Cohort) -> list[Person]:
    return [person for person, _ in unit.people.members(cohort.id, (Role.LEAD,))]

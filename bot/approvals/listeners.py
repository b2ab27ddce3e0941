"""Line managers are asked when mentors' time is new, rises, or is theirs to approve only now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from bot.approvals import screens
from bot.approvals.budgets import budgets, leads_of
from bot.approvals.model import Budget
from bot.events import CharterPublished, PairingsStarted
from bot.ids import PersonId, new_id
from bot.people.model import Person
from bot.people.roles import Platform
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.programme.model import Cohort


def ask_for_charter(unit: UnitOfWork, event: CharterPublished) -> None:
    before = event.before
    if before is None or event.charter.terms.weekly_minutes > before.terms.weekly_minutes:
        ask_line_managers(unit, event.cohort, now=event.at)


def ask_for_new_pairings(unit: UnitOfWork, event: PairingsStarted) -> None:
    mentors = event.reassigned | {pairing.mentor for pairing in event.pairings}
    ask_line_managers(unit, event.cohort, now=event.at, mentors=mentors)


def ask_line_managers(
    unit: UnitOfWork, cohort: Cohort, *, now: datetime, mentors: Collection[PersonId] | None = None
) -> None:
    """One card to each line manager whose approval is missing for these mentors, or for any; it names all that wait.

    The leads are told of mentors for whom the roster names nobody who may approve.
    """
    missing = [one for one in budgets(unit, cohort.id) if not one.is_approved]
    concerned = {one.line_manager for one in missing if mentors is None or one.mentor.id in mentors}
    theirs: dict[str, list[Budget]] = defaultdict(list)
    for one in missing:
        if one.line_manager in concerned:
            theirs[one.line_manager].append(one)
    nobody, leads = theirs.pop("", []), leads_of(unit, cohort)
    people = _line_managers(unit, cohort, theirs)
    unit.outbox.enqueue(
        [
            in_working_hours(
                people[email], screens.card(cohort, waiting[: screens.AT_ONCE], leads, people[email]), now
            )
            for email, waiting in theirs.items()
        ]
    )
    if nobody:
        told = screens.no_line_manager(cohort, [one.mentor.name for one in nobody])
        unit.outbox.enqueue([in_working_hours(lead, told, now) for lead in leads])


def _line_managers(unit: UnitOfWork, cohort: Cohort, theirs: dict[str, list[Budget]]) -> dict[str, Person]:
    """Each by email. Who is not known yet becomes a person where their mentor is, for the directory to find."""
    known = {p.email: p for p in unit.people.by_emails(cohort.organisation, sorted(theirs))}
    made = [_person_for(email, theirs[email][0].mentor) for email in sorted(theirs) if email not in known]
    unit.people.save(made)
    return known | {person.email: person for person in made}


def _person_for(email: str, mentor: Person) -> Person:
    return Person(
        id=PersonId(new_id()),
        organisation=mentor.organisation,
        email=email,
        name=email[:200],
        platform=mentor.platform,
        workspace=mentor.workspace,
        account=email if mentor.platform is Platform.BROWSER else "",
        zone=mentor.zone,
        country=mentor.country,
    )

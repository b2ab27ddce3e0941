"""The mentors' weekly time, approved once by their line managers. Nothing else waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.approvals import screens
from bot.approvals.model import Approval, Budget
from bot.forms import Rejected, read_form
from bot.ids import CohortId, PersonId, new_id
from bot.people.model import Person
from bot.people.roles import Platform, Role
from bot.people.roster.cells import optional_email
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.programme.leads import all_leads, led_cohort
from bot.programme.model import Cohort, CohortState
from bot.screens import leads_only, stale
from bot.surface import Action, Message, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn

AT_ONCE: Final = screens.AT_ONCE
"""Mentors on one card: all that are approved by a press are named on it."""


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
    nobody, leads = theirs.pop("", []), _leads(unit, cohort)
    people = _line_managers(unit, cohort, theirs)
    unit.outbox.enqueue(
        [
            in_working_hours(
                people[email], screens.card(cohort, waiting[:AT_ONCE], leads, people[email]), now
            )
            for email, waiting in theirs.items()
        ]
    )
    if nobody:
        told = screens.no_line_manager(cohort, [one.mentor.name for one in nobody])
        unit.outbox.enqueue([in_working_hours(lead, told, now) for lead in leads])


def approve(turn: Turn, action: Action) -> Reply:
    """The line manager approves for the mentors named on the card; if those have changed, the card is drawn again."""
    cohort = _cohort(turn, action)
    if cohort is None or not (theirs := _theirs(turn, cohort)):
        return Show(stale())
    waiting = _waiting(theirs)
    if waiting and action.params.get("named") == screens.digest(waiting) and not turn.is_repeat:
        _keep(turn, cohort, waiting, by=turn.person.email, recorded_by=None)
        theirs = _theirs(turn, cohort)
    return Redraw(_their_card(turn, cohort, theirs))


def front(turn: Turn) -> Reply:
    """All that somebody without a part in any cohort finds here: what waits for them as a line manager."""
    asked = [(cohort, _theirs(turn, cohort)) for cohort in turn.unit.programme.cohorts()]
    mine = sorted(((c, theirs) for c, theirs in asked if theirs), key=lambda one: not _waiting(one[1]))
    return Show(_their_card(turn, *mine[0])) if mine else Show(screens.nothing_here())


def is_bystander(turn: Turn) -> bool:
    """Whether the person has no part in any cohort."""
    return not turn.unit.people.memberships(turn.person.id)


def ask_record(turn: Turn, action: Action) -> Reply:
    """The lead writes down who approved, for mentors for whom the roster names nobody who may."""
    cohort = led_cohort(turn, action)
    if cohort is None:
        return Show(leads_only(all_leads(turn)))
    missing = recordable(turn.unit, turn.person, cohort)
    return (
        OpenForm(screens.record_form(cohort, missing, new_id())) if missing else Show(screens.none_missing())
    )


def record(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    cohort = led_cohort(turn, submitted)
    if cohort is None:
        return Show(leads_only(all_leads(turn)))
    if turn.is_repeat:
        return Show(screens.recorded(cohort))
    missing = recordable(turn.unit, turn.person, cohort)
    if not missing:
        return Show(screens.none_missing())
    form = screens.record_form(cohort, missing, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    chosen = next(one for one in missing if one.mentor.id == read.values["mentor"])
    by = optional_email(read.values["by"])
    if not isinstance(by, str):
        return RejectForm(form, {"by": screens.NO_EMAIL})
    if by in chosen.barred:
        return RejectForm(form, {"by": screens.may_not_approve(chosen.mentor)})
    _keep(turn, cohort, [chosen], by=by, recorded_by=turn.person.id)
    return Show(screens.recorded(cohort))


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


def _keep(
    turn: Turn, cohort: Cohort, approved: Sequence[Budget], *, by: str, recorded_by: PersonId | None
) -> None:
    turn.unit.approvals.keep(
        [
            Approval(
                cohort=cohort.id,
                mentor=one.mentor.id,
                minutes=one.minutes,
                approved_by=by,
                approved_at=turn.now,
                recorded_by=recorded_by,
            )
            for one in approved
        ]
    )
    what = "budget.recorded" if recorded_by else "budget.approved"
    for one in approved:
        about = {"cohort": cohort.id, "mentor": one.mentor.id, "minutes": str(one.minutes), "by": by}
        turn.unit.privacy.record(at=turn.now, actor=f"person:{turn.person.id}", what=what, about=about)


def _cohort(turn: Turn, action: Action) -> Cohort | None:
    wanted = action.params.get("cohort", "")
    return next((cohort for cohort in turn.unit.programme.cohorts() if cohort.id == wanted), None)


def _theirs(turn: Turn, cohort: Cohort) -> list[Budget]:
    """Those that this person may approve."""
    if cohort.state is CohortState.ENDED:
        return []
    return [one for one in budgets(turn.unit, cohort.id) if one.line_manager == turn.person.email]


def _waiting(theirs: Iterable[Budget]) -> list[Budget]:
    return [one for one in theirs if not one.is_approved][:AT_ONCE]


def _their_card(turn: Turn, cohort: Cohort, theirs: Sequence[Budget]) -> Message:
    if waiting := _waiting(theirs):
        return screens.card(cohort, waiting, _leads(turn.unit, cohort), turn.person)
    return screens.approved(cohort, theirs, turn.person)


def _leads(unit: UnitOfWork, cohort: Cohort) -> list[Person]:
    return [person for person, _ in unit.people.members(cohort.id, (Role.LEAD,))]

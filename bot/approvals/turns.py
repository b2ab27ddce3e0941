"""A line manager approves mentors' time, or a lead writes down that one did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.approvals import screens
from bot.approvals.budgets import budgets, leads_of, recordable
from bot.approvals.model import Approval, Budget
from bot.forms import Rejected, read_form
from bot.ids import PersonId, new_id
from bot.people.roster.cells import optional_email
from bot.programme.leads import all_leads, led_cohort
from bot.programme.model import Cohort, CohortState
from bot.screens import leads_only, stale
from bot.surface import Action, Message, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn


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


def answer_bystander(turn: Turn) -> Reply | None:
    """For people without a part in any cohort: their card as a line manager. None for everybody else."""
    if turn.unit.people.memberships(turn.person.id):
        return None
    asked = [(cohort, _theirs(turn, cohort)) for cohort in turn.unit.programme.cohorts()]
    mine = sorted(((c, theirs) for c, theirs in asked if theirs), key=lambda one: not _waiting(one[1]))
    return Show(_their_card(turn, *mine[0])) if mine else Show(screens.nothing_here())


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
    return [one for one in theirs if not one.is_approved][: screens.AT_ONCE]


def _their_card(turn: Turn, cohort: Cohort, theirs: Sequence[Budget]) -> Message:
    if waiting := _waiting(theirs):
        return screens.card(cohort, waiting, leads_of(turn.unit, cohort), turn.person)
    return screens.approved(cohort, theirs, turn.person)

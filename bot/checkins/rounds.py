"""Opening a round and planning who is asked when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.checkins.model import Round
from bot.ids import PersonId, RoundId, new_id
from bot.ports import UnitOfWork
from bot.programme.model import OPEN_DAYS, Cohort
from bot.working_hours.calendar import WorkingHours, closes_on, first_moment_on


def open_round(
    unit: UnitOfWork,
    cohort: Cohort,
    *,
    opens_on: date,
    actor: str,
    now: datetime,
    not_before: datetime | None = None,
) -> Round | None:
    """Opens the cohort's next round; None if another replica was faster. The cohort must be locked."""
    opened = Round(
        id=RoundId(new_id()),
        cohort=cohort.id,
        number=len(unit.checkins.rounds(cohort.id)) + 1,
        opens_on=opens_on,
        closes_at=closes_on(opens_on + timedelta(days=OPEN_DAYS)),
        not_before=not_before,
    )
    if not unit.checkins.open_round(opened):
        return None
    unit.privacy.record(
        at=now, actor=actor, what="round.opened", about={"cohort": cohort.id, "round": opened.id}
    )
    return opened


def plan_round(unit: UnitOfWork, opened: Round, only: Sequence[PersonId] = ()) -> int:
    """Plans everybody (or only some) who may be asked and is not planned yet; how many that were."""
    places = unit.checkins.places_to_plan(opened, only)
    moments = {place: moment for place in places if (moment := _moment(opened, place)) < opened.closes_at}
    return unit.checkins.plan(opened, moments, only) if moments else 0


def plan_open_rounds(unit: UnitOfWork, cohort: Cohort, people: Sequence[PersonId]) -> None:
    """For people who have only become ready: they join the round that is open."""
    for opened in unit.checkins.rounds(cohort.id):
        if opened.is_open:
            plan_round(unit, opened, people)


def _moment(opened: Round, place: WorkingHours) -> datetime:
    return first_moment_on(opened.opens_on, place, not_before=opened.not_before)

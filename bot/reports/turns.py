"""A lead asks for the report."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.ports import UnitOfWork
from bot.programme.leads import all_leads, led_cohorts
from bot.programme.lookup import named_cohort
from bot.programme.model import Cohort
from bot.reports import screens
from bot.reports.model import CohortReport
from bot.screens import leads_only
from bot.surface import Action
from bot.turn import Refused, Reply, Show, Turn


def cohort_report(unit: UnitOfWork, cohort_name: str, *, as_of: datetime) -> CohortReport | Refused:
    cohort = named_cohort(unit, cohort_name, lock=False)
    return cohort if isinstance(cohort, Refused) else read_report(unit, cohort, as_of=as_of)


def read_report(unit: UnitOfWork, cohort: Cohort, *, as_of: datetime) -> CohortReport:
    pairs = unit.programme.pairings(cohort.id)
    charter = unit.charters.current(cohort.id)
    signed = unit.charters.signatures(cohort.id, charter.version) if charter else None
    return CohortReport(
        cohort=cohort,
        as_of=as_of,
        people=Counter(role.value for _, role in unit.people.members(cohort.id)),
        pairs=len(pairs),
        pairs_signed=sum(bool(signed and signed.complete(p.mentor, p.executive)) for p in pairs),
        releases=unit.reports.releases(cohort.id),
    )


def show(turn: Turn, typed: str = "") -> Reply:
    """`/cohort-report [name]`: the report of a cohort the person leads; a choice where there are several."""
    led_cohort = led_cohorts(turn)
    if not led_cohort:
        return Show(leads_only(all_leads(turn)))
    named = [cohort for cohort in led_cohort if cohort.name.casefold() == typed.strip().casefold()]
    if len(led_cohort) > 1 and not named:
        return Show(screens.which(led_cohort[: screens.CHOICES]))
    return _report(turn, (named or led_cohort)[0])


def show_one(turn: Turn, action: Action) -> Reply:
    wanted = action.params.get("cohort", "")
    cohort = next((cohort for cohort in led_cohorts(turn) if cohort.id == wanted), None)
    return _report(turn, cohort) if cohort else Show(leads_only(all_leads(turn)))


def _report(turn: Turn, cohort: Cohort) -> Reply:
    if not turn.is_repeat:
        actor, about = f"person:{turn.person.id}", {"cohort": str(cohort.id)}
        turn.unit.privacy.record(at=turn.now, actor=actor, what="report.read", about=about)
    return Show(screens.report(read_report(turn.unit, cohort, as_of=turn.now), turn.person))

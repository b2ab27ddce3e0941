"""Leads and the cohorts they lead."""

from __future__ import annotations

from bot.people.roles import Role
from bot.programme.model import Cohort
from bot.surface import Action
from bot.turn import Turn


def led_cohorts(turn: Turn) -> list[Cohort]:
    """The cohorts this person leads, by name."""
    mine = {m.cohort for m in turn.unit.people.memberships(turn.person.id) if m.role is Role.LEAD}
    return [cohort for cohort in turn.unit.programme.cohorts() if cohort.id in mine] if mine else []


def led_cohort(turn: Turn, action: Action) -> Cohort | None:
    """The cohort an action is about, if this person leads it."""
    wanted = action.params.get("cohort", "")
    return next((cohort for cohort in led_cohorts(turn) if cohort.id == wanted), None)


def all_leads(turn: Turn) -> list[str]:
    """Names of the leads of the cohorts this person is in: who could grant what they may not do."""
    cohorts = {m.cohort for m in turn.unit.people.memberships(turn.person.id)}
    return sorted({p.name for c in cohorts for p, _ in turn.unit.people.members(c, (Role.LEAD,))})

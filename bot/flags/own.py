"""The flags that a person raised, known by the pseudonym that stands for them."""

from __future__ import annotations

from bot.flags.model import Flag
from bot.flags.sealing import pseudonym
from bot.ids import FlagId
from bot.people.roles import Role
from bot.turn import Turn


def own_flags(turn: Turn) -> list[Flag]:
    """Newest first, in every cohort the person mentors in."""
    unit = turn.unit
    memberships = unit.people.memberships(turn.person.id)
    cohorts = dict.fromkeys(m.cohort for m in memberships if m.role is Role.MENTOR)
    return [
        one for cohort in cohorts for one in unit.flags.raised_by(pseudonym(unit, cohort, turn.person.id))
    ]


def own_flag(turn: Turn, flag: FlagId) -> Flag | None:
    """The flag, locked, if the person raised it."""
    found = turn.unit.flags.flag(flag, lock=True)
    if found is None or found.pseudonym != pseudonym(turn.unit, found.cohort, turn.person.id):
        return None
    return found

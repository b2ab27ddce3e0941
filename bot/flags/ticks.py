"""Ticks of flags: a contact let the time to act go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.flags import screens
from bot.flags.model import FlagState
from bot.flags.passing_on import hand_on, mentor_and_other_contact
from bot.ids import FlagId
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.days import day_of

_OPEN = (FlagState.OPEN, FlagState.TAKEN)


def overdue(unit: UnitOfWork, flag: FlagId, now: datetime) -> None:
    """It goes to the other contact if the mentor agreed beforehand; else the mentor hears that they may pass it on."""
    late = unit.flags.flag(flag, lock=True)
    if late is None or late.state not in _OPEN or late.late_at or late.act_by is None or late.act_by > now:
        return
    mentor, other = mentor_and_other_contact(unit, late)
    if late.may_pass_on and other and late.passed_on_at is None:
        onward = hand_on(unit, late, other, now)
        unit.outbox.enqueue([in_working_hours(mentor, screens.passed_on(onward, other, mentor), now)])
        return
    unit.flags.keep(replace(late, late_at=day_of(now)))
    another = None if late.passed_on_at else other
    unit.outbox.enqueue([in_working_hours(mentor, screens.not_acted(late, another), now)])

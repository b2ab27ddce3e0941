"""Ticks of flags: a contact let the time to act go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.flags import contact_screens, screens
from bot.flags.model import Flag, FlagState
from bot.flags.own import own_flag
from bot.flags.pairings import other_contact
from bot.flags.sealing import open_flag
from bot.flags.turns import act_by
from bot.ids import FlagId
from bot.people.model import Person
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.days import day_of
from bot.programme.model import Pairing
from bot.screens import stale
from bot.surface import Action
from bot.turn import Redraw, Reply, Show, Turn

_OPEN = (FlagState.OPEN, FlagState.TAKEN)


def overdue(unit: UnitOfWork, flag: FlagId, now: datetime) -> None:
    """It goes to the other contact if the mentor agreed beforehand; else the mentor hears that they may pass it on."""
    late = unit.flags.flag(flag, lock=True)
    if late is None or late.state not in _OPEN or late.late_at or late.act_by is None or late.act_by > now:
        return
    mentor, other = _people(unit, late)
    if late.may_pass_on and other and late.passed_on_at is None:
        onward = _pass_on(unit, late, other, now)
        unit.outbox.enqueue([in_working_hours(mentor, screens.passed_on(onward, other, mentor), now)])
        return
    unit.flags.keep(replace(late, late_at=day_of(now)))
    another = None if late.passed_on_at else other
    unit.outbox.enqueue([in_working_hours(mentor, screens.not_acted(late, another), now)])


def pass_on(turn: Turn, action: Action) -> Reply:
    """The mentor passes it on."""
    flag = own_flag(turn, FlagId(action.params.get("flag", "")))
    if flag is None or flag.state not in _OPEN:
        return Show(stale())
    _mentor, other = _people(turn.unit, flag)
    if flag.passed_on_at is None and other and not turn.is_repeat:
        flag = _pass_on(turn.unit, flag, other, turn.now)
    contact = turn.unit.people.person(flag.contact) if flag.contact else None
    if contact is None or flag.passed_on_at is None:
        return Show(stale())
    return Redraw(screens.passed_on(flag, contact, turn.person))


def _pass_on(unit: UnitOfWork, flag: Flag, other: Person, now: datetime) -> Flag:
    """Both contacts hear of it; the mentor is told by whoever asks for this."""
    before = unit.people.person(flag.contact) if flag.contact else None
    onward = replace(
        flag,
        contact=other.id,
        state=FlagState.OPEN,
        passed_on_at=day_of(now),
        taken_at=None,
        late_at=None,
        act_by=act_by(flag.kind, other, now),
    )
    unit.flags.keep(onward)
    told = [in_working_hours(other, contact_screens.came_in(onward, other), now)]
    told += [in_working_hours(before, contact_screens.went_on(onward), now)] if before else []
    unit.outbox.enqueue(told)
    return onward


def _people(unit: UnitOfWork, flag: Flag) -> tuple[Person, Person | None]:
    """The mentor, and the contact who has not had the flag."""
    words = open_flag(unit, flag)
    mentor = unit.people.person(words.author)
    pairing: Pairing | None = unit.programme.pairing_of(mentor.id, flag.cohort)
    contact = unit.people.person(flag.contact) if flag.contact else None
    return mentor, other_contact(unit, pairing, contact) if pairing and contact else None

"""A flag goes on to the other contact of its pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.flags import contact_screens
from bot.flags.deadlines import act_by
from bot.flags.model import Flag, FlagState
from bot.flags.pairings import other_contact
from bot.flags.sealing import open_flag
from bot.people.model import Person
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.days import day_of
from bot.programme.model import Pairing


def hand_on(unit: UnitOfWork, flag: Flag, other: Person, now: datetime) -> Flag:
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


def mentor_and_other_contact(unit: UnitOfWork, flag: Flag) -> tuple[Person, Person | None]:
    """The mentor, and the contact who has not had the flag."""
    words = open_flag(unit, flag)
    mentor = unit.people.person(words.author)
    pairing: Pairing | None = unit.programme.pairing_of(mentor.id, flag.cohort)
    contact = unit.people.person(flag.contact) if flag.contact else None
    return mentor, other_contact(unit, pairing, contact) if pairing and contact else None

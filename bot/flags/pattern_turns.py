"""Patterns: something keeps happening to one mentor. They are told, and nobody else unless they say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.flags import pattern_screens as screens
from bot.flags.model import Flag, FlagKind, FlagState
from bot.flags.sealing import pseudonym
from bot.ids import CohortId
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.days import day_of
from bot.programme.model import Pairing
from bot.screens import stale
from bot.sessions.model import LOOK_BACK, is_over_two_weeks_running
from bot.surface import Action, Block
from bot.turn import Reply, Show, Turn

MONTH: Final = timedelta(days=30)
OFTEN: Final = 3
"""Flags of one kind within a month that make a pattern."""
TIME: Final = "time"


def seen_pattern(turn: Turn, flag: Flag) -> tuple[Block, ...]:
    """Blocks to show beside a flag that was just kept, if it is one of several of its kind; once a month."""
    unit = turn.unit
    recent = [
        one
        for one in unit.flags.raised_by(flag.pseudonym)
        if one.kind is flag.kind and one.state is not FlagState.DRAFT and one.opened_at > turn.now - MONTH
    ]
    if len(recent) < OFTEN:
        return ()
    tells = turn.is_repeat or _is_first(unit, flag.pseudonym, flag.kind, turn.now)
    about = {"cohort": flag.cohort, "pattern": flag.kind}
    return screens.pattern(flag.kind, len(recent), about) if tells else ()


def note_time(unit: UnitOfWork, pairing: Pairing, now: datetime) -> None:
    """After a session was logged, by whichever of the two: the mentor alone hears that their time was exceeded."""
    charter = unit.charters.current(pairing.cohort)
    if charter is None:
        return
    mentor = unit.people.person(pairing.mentor)
    today = now.astimezone(ZoneInfo(mentor.zone)).date()
    sessions = unit.sessions.sessions(pairing.id, since=today - LOOK_BACK)
    if not is_over_two_weeks_running(sessions, charter.terms.weekly_minutes, today):
        return
    if _is_first(unit, _stands_for(unit, pairing, TIME), TIME, now):
        about = {"cohort": pairing.cohort, "pattern": TIME}
        shown = screens.over_budget(charter.terms.weekly_minutes, about)
        unit.outbox.enqueue([in_working_hours(mentor, shown, now)])


def tell_lead(turn: Turn, action: Action) -> Reply:
    """The mentor agreed: the leads hear that a mentor has this, once, without a name."""
    cohort, seen = CohortId(action.params.get("cohort", "")), action.params.get("pattern", "")
    pairing = turn.unit.programme.pairing_of(turn.person.id, cohort)
    if pairing is None or pairing.mentor != turn.person.id or seen not in (TIME, *FlagKind):
        return Show(stale())
    members = turn.unit.people.members(cohort, (Role.LEAD,))
    leads = [lead for lead, _ in members if lead.id != pairing.executive]
    if not leads:
        return Show(screens.no_lead_to_tell())
    if turn.is_repeat:
        return Show(screens.told_lead())
    if _is_first(turn.unit, _stands_for(turn.unit, pairing, seen), f"lead:{seen}", turn.now):
        name = turn.unit.programme.cohort(cohort).name
        card = screens.for_lead(None if seen == TIME else FlagKind(seen), name)
        turn.unit.outbox.enqueue([in_working_hours(lead, card, turn.now) for lead in leads])
    return Show(screens.told_lead())


def _stands_for(unit: UnitOfWork, pairing: Pairing, seen: str) -> str:
    """Another pseudonym for time than for flags: the session log says whose time it was, and would say whose flags."""
    mentor = pairing.mentor
    return pseudonym(unit, pairing.cohort, f"time of {mentor}" if seen == TIME else mentor)


def _is_first(unit: UnitOfWork, who: str, pattern: str, now: datetime) -> bool:
    """Once a month; noted by its day."""
    return unit.flags.tell_pattern(who, pattern, at=day_of(now), since=now - MONTH)

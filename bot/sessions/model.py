"""Sessions of a pair: when, how long, on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.ids import CohortId, PairingId, PersonId, SessionId

LONGEST: Final = 8 * 60
"""Minutes that one session has at most."""
LOOK_BACK: Final = timedelta(days=90)
"""How long ago a session may have been that is logged today."""
_WEEK: Final = timedelta(weeks=1)


class Topic(StrEnum):
    """The domain a session was about."""

    TOOLS = "tools"
    PROMPTS = "prompts"
    AUTOMATION = "automation"


class Layer(StrEnum):
    """The effect of a session."""

    SKILL = "skill"
    WORKFLOW = "workflow"
    LEADERSHIP = "leadership"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    id: SessionId
    cohort: CohortId
    pairing: PairingId
    held_on: date
    minutes: int
    topic: Topic
    layer: Layer | None = None
    logged_by: PersonId
    logged_at: datetime


def minutes_in_week(sessions: Iterable[Session], day: date) -> int:
    """Minutes of the sessions in the day's week, Monday to Sunday."""
    return _by_week(sessions)[_monday(day)]


def is_over_two_weeks_running(sessions: Iterable[Session], weekly_minutes: int, day: date) -> bool:
    """True if this week and the one before, or the two before this one, each took more than was agreed."""
    by_week, this = _by_week(sessions), _monday(day)
    over = [by_week[this - n * _WEEK] > weekly_minutes for n in range(3)]
    return over[1] and (over[0] or over[2])


def _by_week(sessions: Iterable[Session]) -> Counter[date]:
    by_week: Counter[date] = Counter()
    for session in sessions:
        by_week[_monday(session.held_on)] += session.minutes
    return by_week


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

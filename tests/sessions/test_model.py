"""When the time agreed was exceeded two weeks running."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.ids import CohortId, PairingId, PersonId, SessionId
from bot.sessions.model import Session, Topic, is_over_two_weeks_running, minutes_in_week

WEDNESDAY = date(2026, 6, 17)


@pytest.mark.parametrize(
    "logged, is_over",
    [
        ([], False),
        ([("2026-06-08", 91), ("2026-06-15", 91)], True),
        ([("2026-06-14", 91), ("2026-06-15", 91)], True),  # Sunday and Monday are two weeks
        ([("2026-06-08", 50), ("2026-06-12", 50), ("2026-06-17", 120)], True),
        ([("2026-06-01", 91), ("2026-06-08", 91)], True),  # the two weeks before this one
        ([("2026-06-08", 90), ("2026-06-15", 91)], False),  # what was agreed is not over
        ([("2026-06-01", 91), ("2026-06-15", 91)], False),  # a week between
        ([("2026-06-15", 60), ("2026-06-16", 60)], False),  # one week
        ([("2026-05-25", 91), ("2026-06-01", 91)], False),  # long over
    ],
)
def test_two_weeks_running(logged: list[tuple[str, int]], is_over: bool) -> None:
    sessions = [_session(day, minutes) for day, minutes in logged]
    assert is_over_two_weeks_running(sessions, 90, WEDNESDAY) is is_over


def test_a_week_goes_from_monday_to_sunday() -> None:
    sessions = [_session(day, 10) for day in ("2026-06-14", "2026-06-15", "2026-06-21", "2026-06-22")]
    assert minutes_in_week(sessions, WEDNESDAY) == 20


def _session(day: str, minutes: int) -> Session:
    return Session(
        id=SessionId(day),
        cohort=CohortId("c"),
        pairing=PairingId("p"),
        held_on=date.fromisoformat(day),
        minutes=minutes,
        topic=Topic.TOOLS,
        logged_by=PersonId("m"),
        logged_at=datetime(2026, 6, 17, tzinfo=UTC),
    )

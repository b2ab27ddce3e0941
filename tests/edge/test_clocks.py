from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from adapters.runtime.clock import SimulatedClock
from adapters.sql.clock import DatabaseClock
from adapters.sql.engine import make_engine
from tests.edge.house import MONDAY
from tests.parts.patience import PATIENCE


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def test_the_databases_clock_shows_the_time(engine: Engine) -> None:
    clock = DatabaseClock(engine)

    first, second = clock.now(), clock.now()

    assert first <= second
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=PATIENCE)
    assert abs(clock.ahead()) < timedelta(seconds=PATIENCE)


def test_a_database_that_is_away_does_not_stop_the_clock() -> None:
    engine = make_engine("postgresql://nobody@/nowhere?host=/nonexistent")

    assert abs(DatabaseClock(engine).now() - datetime.now(UTC)) < timedelta(seconds=PATIENCE)


def test_a_simulated_clock_moves_when_told_and_only_forward() -> None:
    clock = SimulatedClock(MONDAY)

    assert clock.advance(timedelta(hours=2)) == clock.now() == MONDAY + timedelta(hours=2)
    with pytest.raises(ValueError, match="forward only"):
        clock.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="time zone"):
        SimulatedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused

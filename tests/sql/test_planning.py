"""Planning a round on SQLite, counted in steps of its virtual machine, which are the same on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import Connection, Engine

from adapters.sql.key_cache import VaultCache
from adapters.sql.unit_of_work import SqlUnitOfWork
from bot.working_hours.calendar import WorkingHours
from tests.sql.conftest import RING
from tests.sql.samples import LONDON, NOW, begin, round_

PAIRS = 100
ELSEWHERE = {
    WorkingHours(zone, "", time(hour), time(hour, minute)): NOW
    for zone in ("Asia/Tokyo", "Africa/Lagos", "America/Lima")
    for hour in range(10)
    for minute in range(1, 11)
}


def test_more_places_cost_nothing_a_person(untouched_sqlite: Engine) -> None:
    """The moments of 300 places once were read again for every person."""
    few = _steps_to_plan(untouched_sqlite, {LONDON: NOW})
    many = _steps_to_plan(untouched_sqlite, {LONDON: NOW} | ELSEWHERE)
    assert len(ELSEWHERE) == 300
    assert many < 2 * few


def _steps_to_plan(engine: Engine, moments: Mapping[WorkingHours, datetime]) -> int:
    """In hundreds."""
    with engine.connect() as connection:
        unit = SqlUnitOfWork(connection, VaultCache(RING), NOW)
        begin(unit, *range(PAIRS))
        unit.checkins.open_round(round_())
        steps = _count_steps(connection)
        assert unit.checkins.plan(round_(), moments) == 2 * PAIRS
        return len(steps)


def _count_steps(connection: Connection) -> list[int]:
    """One entry for each hundred steps from now on."""
    steps: list[int] = []
    driver = connection.connection.driver_connection
    assert driver
    driver.set_progress_handler(lambda: steps.append(1), 100)
    return steps

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine, func, select

from adapters.runtime.clock import SimulatedClock
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.scheduler import Ticker
from adapters.sql.tables import seen_event
from bot.ids import PersonId
from bot.people.model import Pause, PauseReason
from bot.ports import UnitOfWork, Work
from bot.ticks import Ticked
from tests.edge.house import MONDAY, House, open_house
from tests.parts.patience import PATIENCE

T = TypeVar("T")


@pytest.fixture
def house(tmp_path: Path, empty_database: Path) -> Iterator[House]:
    with open_house(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'upmentor.db')}") as house:
        yield house


class Recorder:
    """Records the callbacks of a ticker."""

    def __init__(self) -> None:
        self.maintained: list[tuple[Ticked | None, datetime]] = []
        self.ticked = asyncio.Event()
        self.count = 0

    def maintain(self, ticked: Ticked | None, now: datetime) -> None:
        self.maintained.append((ticked, now))

    def on_ticked(self) -> None:
        self.count += 1
        self.ticked.set()


def ticker(house: House, recorder: Recorder, *, work: Work | None = None, seconds: float = 3_600) -> Ticker:
    return Ticker(
        work=work or house.work,
        clock=house.clock,
        seconds=seconds,
        maintain=recorder.maintain,
        ticked=recorder.on_ticked,
    )


async def test_it_ticks_at_once_by_the_given_clock_and_says_so(house: House) -> None:
    recorder = Recorder()
    ours = ticker(house, recorder)

    ours.start()
    await asyncio.wait_for(recorder.ticked.wait(), PATIENCE)
    await ours.stop()

    assert [at for _, at in recorder.maintained] == [MONDAY]


async def test_it_ticks_again_and_again(house: House) -> None:
    recorder = Recorder()
    ours = ticker(house, recorder, seconds=0.1)

    ours.start()
    async with asyncio.timeout(PATIENCE):
        while recorder.count < 3:
            recorder.ticked.clear()
            await recorder.ticked.wait()
    await ours.stop()

    assert recorder.count >= 3


async def test_a_tick_that_fails_is_not_the_last(house: House) -> None:
    recorder, calls = Recorder(), 0

    def falter(do: Callable[[UnitOfWork], T], /) -> T:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise RuntimeError("the database is away")
        return house.work(do)

    ours = ticker(house, recorder, work=falter)

    await ours.tick_once()
    await ours.tick_once()

    assert recorder.count == 2
    assert [ticked is None for ticked, _ in recorder.maintained] == [True, False]


async def test_maintenance_that_fails_stops_no_tick(house: House) -> None:
    recorder = Recorder()

    def fail(_ticked: Ticked | None, _now: datetime) -> None:
        raise RuntimeError("the disk is full")

    ours = Ticker(work=house.work, clock=house.clock, seconds=3_600, maintain=fail, ticked=recorder.on_ticked)

    await ours.tick_once()
    await ours.tick_once()

    assert recorder.count == 2


async def test_stopping_ends_a_tick_after_the_transaction_it_is_in(house: House) -> None:
    recorder, begun, go_on = Recorder(), threading.Event(), threading.Event()
    transactions = 0
    house.work(lambda unit: _pause_until_today(unit, house.people[0]))

    def slow(do: Callable[[UnitOfWork], T], /) -> T:
        nonlocal transactions
        transactions += 1
        begun.set()
        go_on.wait(PATIENCE)
        return house.work(do)

    ours = ticker(house, recorder, work=slow)
    ours.start()
    await asyncio.to_thread(begun.wait, PATIENCE)
    stopping = asyncio.create_task(ours.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()

    go_on.set()
    await asyncio.wait_for(stopping, PATIENCE)

    assert transactions == 1
    assert recorder.count == 0


def _pause_until_today(unit: UnitOfWork, person: PersonId) -> None:
    """So that a tick has something to do after its look."""
    pause = Pause(PauseReason.OWN_WISH, MONDAY.date())
    unit.people.save([replace(unit.people.person(person), pause=pause)])


def test_old_rows_go_once_a_day_and_traces_after_every_close(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr("adapters.runtime.maintenance.clear_traces", lambda _engine: done.append("cleared"))
    maintenance, clock = Maintenance(house.engine), SimulatedClock(MONDAY)

    maintenance(Ticked(), clock.now())
    maintenance(Ticked(), clock.advance(timedelta(hours=1)))
    assert done == ["cleared"]

    maintenance(Ticked(done={"round.close": 1}), clock.advance(timedelta(hours=1)))
    maintenance(Ticked(), clock.advance(timedelta(days=1)))
    assert done == ["cleared"] * 3


def old_event(house: House) -> None:
    with house.engine.begin() as connection:
        connection.execute(seen_event.insert(), {"key": "old", "at": MONDAY - timedelta(days=30)})


def events(house: House) -> int:
    with house.engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(seen_event)).scalar_one()


async def test_retention_runs_although_every_tick_fails(house: House) -> None:
    old_event(house)

    def fail(_do: Callable[[UnitOfWork], T], /) -> T:
        raise RuntimeError("a defect in every tick")

    ours = Ticker(
        work=fail, clock=house.clock, seconds=3_600, maintain=Maintenance(house.engine), ticked=lambda: None
    )
    await ours.tick_once()

    assert events(house) == 0


def test_traces_that_could_not_be_cleared_are_cleared_the_next_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def clear(_engine: Engine) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("the table is in use")

    monkeypatch.setattr("adapters.runtime.maintenance.clear_traces", clear)
    maintenance, clock = Maintenance(house.engine), SimulatedClock(MONDAY)
    maintenance(Ticked(), clock.now())
    with pytest.raises(RuntimeError):
        maintenance(Ticked(done={"round.close": 1}), clock.advance(timedelta(hours=1)))

    maintenance(Ticked(), clock.advance(timedelta(minutes=1)))
    maintenance(Ticked(), clock.advance(timedelta(minutes=1)))

    assert calls == 3


def test_traces_are_cleared_although_retention_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[Engine] = []
    monkeypatch.setattr("adapters.runtime.maintenance.clear_traces", cleared.append)

    def fail(_engine: Engine, _now: datetime) -> None:
        raise RuntimeError("a lock that does not come")

    monkeypatch.setattr("adapters.runtime.maintenance.delete_old_rows", fail)
    with pytest.raises(RuntimeError):
        Maintenance(house.engine)(Ticked(done={"round.close": 1}), MONDAY)

    assert cleared == [house.engine]

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.runtime.clock import SimulatedClock
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.scheduler import Ticker
from bot.ids import PersonId
from bot.people.model import Pause, PauseReason
from bot.ports import UnitOfWork, Work
from bot.ticks import Ticked
from tests.edge.house import MONDAY, House, open_house

T = TypeVar("T")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(f"sqlite:///{tmp_path / 'upmentor.db'}") as house:
        yield house


class Recorder:
    """What a ticker calls after each tick."""

    def __init__(self) -> None:
        self.tidied: list[datetime] = []
        self.ticked = asyncio.Event()
        self.count = 0

    def tidy(self, _done: Ticked, now: datetime) -> None:
        self.tidied.append(now)

    def rang(self) -> None:
        self.count += 1
        self.ticked.set()


def ticker(house: House, recorder: Recorder, *, work: Work | None = None, seconds: float = 3_600) -> Ticker:
    return Ticker(
        work=work or house.work, clock=house.clock, seconds=seconds, tidy=recorder.tidy, ticked=recorder.rang
    )


async def test_it_ticks_at_once_by_the_given_clock_and_says_so(house: House) -> None:
    recorder = Recorder()
    ours = ticker(house, recorder)

    ours.start()
    await asyncio.wait_for(recorder.ticked.wait(), 5)
    await ours.stop()

    assert recorder.tidied == [MONDAY]


async def test_it_ticks_again_and_again(house: House) -> None:
    recorder = Recorder()
    ours = ticker(house, recorder, seconds=0.1)

    ours.start()
    async with asyncio.timeout(10):
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
    assert calls == 2
    await ours.tick_once()
    assert calls == 3


async def test_old_rows_are_looked_after_though_a_tick_fails(house: House) -> None:
    recorder = Recorder()

    def away(_do: Callable[[UnitOfWork], T], /) -> T:
        raise RuntimeError("the database is away")

    await ticker(house, recorder, work=away).tick_once()

    assert recorder.tidied == [MONDAY]


async def test_stopping_ends_a_tick_after_the_transaction_it_is_in(house: House) -> None:
    recorder, begun, go_on = Recorder(), threading.Event(), threading.Event()
    transactions = 0
    house.work(lambda unit: _pause_until_today(unit, house.people[0]))

    def slow(do: Callable[[UnitOfWork], T], /) -> T:
        nonlocal transactions
        transactions += 1
        begun.set()
        go_on.wait(5)
        return house.work(do)

    ours = ticker(house, recorder, work=slow)
    ours.start()
    await asyncio.to_thread(begun.wait, 5)
    stopping = asyncio.create_task(ours.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()

    go_on.set()
    await asyncio.wait_for(stopping, 5)

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
    upkeep, clock = Maintenance(house.engine), SimulatedClock(MONDAY)

    upkeep(Ticked(), clock.now())
    upkeep(Ticked(), clock.advance(timedelta(hours=1)))
    assert done == ["cleared"]

    upkeep(Ticked(done={"round.close": 1}), clock.advance(timedelta(hours=1)))
    upkeep(Ticked(), clock.advance(timedelta(days=1)))
    assert done == ["cleared"] * 3

"""The ticker: APScheduler runs one tick at a time, however long it takes, and what was missed counts once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.ports import Clock, UnitOfWork, Work
from bot.ticks import Ticked, tick

T = TypeVar("T")


class TickStopped(BaseException):
    """The process ends: this tick begins no further transaction. Not an Exception, since a tick parks what fails."""


class Ticker:
    """Ticks at once when started, then every so many seconds.

    After each tick `tidy` is called in its thread with what was done, then `ticked` in the loop.
    """

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        seconds: float,
        tidy: Callable[[Ticked, datetime], None],
        ticked: Callable[[], None],
    ) -> None:
        self._work = work
        self._clock = clock
        self._seconds = seconds
        self._tidy = tidy
        self._ticked = ticked
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._is_stopping = False
        self._one_at_a_time = asyncio.Lock()

    def also(self, do: Callable[[], Awaitable[None]], *, seconds: float) -> None:
        """Does this too, beside the ticks, at once when started and then every so many seconds. It may not raise."""
        self._repeat(do, seconds)

    def start(self) -> None:
        self._repeat(self.tick_once, self._seconds)
        self._scheduler.start()

    def _repeat(self, do: Callable[[], Awaitable[None]], seconds: float) -> None:
        async def once() -> None:  # the scheduler awaits what it sees to be a coroutine function
            await do()

        self._scheduler.add_job(
            once,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    async def stop(self) -> None:
        """No further tick; one that runs ends after the transaction it is in."""
        self._is_stopping = True
        self._scheduler.pause()
        async with self._one_at_a_time:
            self._scheduler.shutdown(wait=False)

    async def tick_once(self) -> None:
        async with self._one_at_a_time:
            try:
                done = await asyncio.to_thread(self._tick)
            except Exception as error:  # noqa: BLE001 - the boundary of time: the next tick comes whatever this one met
                structlog.get_logger().error("tick failed", exc_info=error)
                return
        if done:
            self._ticked()

    def _tick(self) -> bool:
        """By the database's clock, in a worker thread. False if it was stopped half-way."""
        now = self._clock.now()
        done = Ticked()
        try:
            done = tick(now, self._work_until_stopped)
        except TickStopped:
            return False
        except Exception as error:  # noqa: BLE001 - retention does not wait until every tick succeeds
            structlog.get_logger().error("tick failed", exc_info=error)
        _report(done)
        self._tidy(done, now)
        return True

    def _work_until_stopped(self, do: Callable[[UnitOfWork], T], /) -> T:
        if self._is_stopping:
            raise TickStopped
        return self._work(do)


def _report(done: Ticked) -> None:
    log = structlog.get_logger()
    if done.done:
        log.info("ticked", **{kind.replace(".", "_"): count for kind, count in done.done.items()})
    for failure in done.failed:
        log.error("item parked", kind=failure.kind, item=failure.item, exc_info=failure.error)

"""The ticker: APScheduler runs ticks one at a time; missed ticks are coalesced into one."""

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
    """The process ends, so this tick begins no further transaction.

    Not an Exception, since a tick catches those and sets the item aside.
    """


class Ticker:
    """Ticks once when started, then every `seconds`.

    Calls `maintain` after each tick in the tick's thread, with None for a tick that failed half-way; then calls
    `ticked` in the loop. A failure of one of them stops neither the other nor the next tick.
    """

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        seconds: float,
        maintain: Callable[[Ticked | None, datetime], None],
        ticked: Callable[[], None],
    ) -> None:
        self._work = work
        self._clock = clock
        self._seconds = seconds
        self._maintain = maintain
        self._ticked = ticked
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._is_stopping = False
        self._one_at_a_time = asyncio.Lock()

    def also(self, job: Callable[[], Awaitable[None]], *, seconds: float) -> None:
        """Schedules another job beside the ticks: once at the start, then every `seconds`. It must not raise."""
        self._repeat(job, seconds)

    def start(self) -> None:
        self._repeat(self.tick_once, self._seconds)
        self._scheduler.start()

    def _repeat(self, job: Callable[[], Awaitable[None]], seconds: float) -> None:
        async def once() -> None:  # the scheduler awaits only what it recognises as a coroutine function
            await job()

        self._scheduler.add_job(
            once,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    async def stop(self) -> None:
        """Starts no further tick. A running tick ends after its current transaction."""
        self._is_stopping = True
        self._scheduler.pause()
        async with self._one_at_a_time:
            self._scheduler.shutdown(wait=False)

    async def tick_once(self) -> None:
        """Ticks, then maintains. Logs what fails and never raises."""
        async with self._one_at_a_time:
            was_stopped = await asyncio.to_thread(self._run)
        if not was_stopped:
            self._ticked()

    def _run(self) -> bool:
        """One tick by the database's clock, in a worker thread. True if `stop` broke it off."""
        now = self._clock.now()
        try:
            ticked = self._tick(now)
        except TickStopped:
            return True
        try:
            self._maintain(ticked, now)
        except Exception as error:  # noqa: BLE001 - the boundary of maintenance: it is due again after the next tick
            structlog.get_logger().error("maintenance failed", exc_info=error)
        return False

    def _tick(self, now: datetime) -> Ticked | None:
        try:
            ticked = tick(now, self._work_until_stopped)
        except Exception as error:  # noqa: BLE001 - the boundary of ticks: maintenance and the next tick still run
            structlog.get_logger().error("tick failed", exc_info=error)
            return None
        _report(ticked)
        return ticked

    def _work_until_stopped(self, do: Callable[[UnitOfWork], T], /) -> T:
        if self._is_stopping:
            raise TickStopped
        return self._work(do)


def _report(ticked: Ticked) -> None:
    log = structlog.get_logger()
    if ticked.done:
        log.info("ticked", **{kind.replace(".", "_"): count for kind, count in ticked.done.items()})
    for failure in ticked.failed:
        log.error("item set aside", kind=failure.kind, item=failure.item, exc_info=failure.error)

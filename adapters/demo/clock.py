"""Passes simulated time in steps of an hour, each with a tick, as the ticker would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from bot.ports import UnitOfWork
from bot.ticks import Ticked, tick

if TYPE_CHECKING:
    from adapters.demo.environment import Environment

TICK_EVERY: Final = timedelta(hours=1)

T = TypeVar("T")


def tick_at(environment: Environment, moment: datetime) -> None:
    """Moves the clock to the moment and ticks. Raises the first failure; the tick keeps nothing then."""
    environment.clock.advance(moment - environment.clock.now())
    ticked = environment.core.work(lambda unit: _tick_in(unit, moment))
    environment.app.maintenance(ticked, moment)


def _tick_in(unit: UnitOfWork, moment: datetime) -> Ticked:
    """Ticks in one transaction. At most hours nothing is due, so this halves the time of a simulation."""

    def work(do: Callable[[UnitOfWork], T], /) -> T:
        return do(unit)

    ticked = tick(moment, work)
    for failure in ticked.failed:
        raise failure.error
    return ticked


async def pass_time(environment: Environment, by: timedelta) -> None:
    """Advances the clock by so much time, with the ticks and the deliveries on the way."""
    now = environment.clock.now()
    end = now + by
    while now < end:
        now = min(now + TICK_EVERY, end)
        await asyncio.to_thread(tick_at, environment, now)
        await environment.app.relay.run_once()

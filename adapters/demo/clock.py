"""How simulated time passes: in steps of an hour, each with what falls due at it, as a ticker would have it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from adapters.demo.environment import Environment
from bot.ports import UnitOfWork
from bot.ticks import Ticked, tick

TICK_EVERY: Final = timedelta(hours=1)

T = TypeVar("T")


def tick_at(environment: Environment, moment: datetime) -> None:
    """Moves the clock there and does what is due. Raises what failed: nothing of this tick is kept then."""
    environment.clock.advance(moment - environment.clock.now())
    environment.maintenance(environment.work(lambda unit: _tick_in(unit, moment)), moment)


def _tick_in(unit: UnitOfWork, moment: datetime) -> Ticked:
    """The whole tick in one transaction. Most of a play is hours at which nothing is due; this halves their cost."""

    def work(do: Callable[[UnitOfWork], T], /) -> T:
        return do(unit)

    ticked = tick(moment, work)
    for failure in ticked.failed:
        raise failure.error
    return ticked


async def pass_time(environment: Environment, by: timedelta) -> None:
    """Lets so much time pass, and sends what is promised on the way."""
    now = environment.clock.now()
    end = now + by
    while now < end:
        now = min(now + TICK_EVERY, end)
        await asyncio.to_thread(tick_at, environment, now)
        await environment.relay.run_once()

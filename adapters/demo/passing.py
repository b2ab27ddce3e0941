"""How simulated time passes: in steps of an hour, each with what falls due at it, as a ticker would have it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from adapters.demo.stage import Stage
from bot.ticks import tick

TICK_EVERY: Final = timedelta(hours=1)


def tick_at(stage: Stage, moment: datetime) -> None:
    """Moves the clock there and does what is due. A defect is raised, not parked and forgotten."""
    stage.clock.advance(moment - stage.clock.now())
    ticked = tick(moment, stage.work)
    for failure in ticked.failed:
        raise failure.error
    stage.upkeep(ticked, moment)


async def pass_time(stage: Stage, by: timedelta) -> None:
    """Lets so much time pass, and sends what is promised on the way."""
    now = stage.clock.now()
    end = now + by
    while now < end:
        now = min(now + TICK_EVERY, end)
        await asyncio.to_thread(tick_at, stage, now)
        await stage.drain.run_once()

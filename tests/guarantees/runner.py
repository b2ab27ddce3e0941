"""A process to be killed: `python -m tests.guarantees.runner DATABASE KEYS HISTORY MOMENT`.

Ticks and drains at the moment, through the chat page's messenger, and says each statement and each message with a
line, so that whoever kills it can choose in the middle of what.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from datetime import datetime

import structlog
from sqlalchemy import event

from adapters.browser.history import History
from adapters.browser.messenger import BrowserMessenger
from adapters.clock import SimulatedClock
from adapters.drain import Drain
from adapters.sql.engine import make_engine
from adapters.sql.postbox import SqlPostbox
from adapters.sql.work import SqlWork
from bot.outbox import Delivery, Outcome
from bot.people.roles import Platform
from bot.privacy.seal import KeyRing
from bot.ticks import tick


class Telling(BrowserMessenger):
    """Tells that a message stands in the history, before anybody settles it."""

    async def send(self, delivery: Delivery) -> Outcome:
        outcome = await super().send(delivery)
        step()
        return outcome


def step(*_: object) -> None:
    os.write(1, b".\n")


def run(url: str, keys: str, history: str, moment: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    engine, clock, ring = (
        make_engine(url),
        SimulatedClock(datetime.fromisoformat(moment)),
        KeyRing.parse(keys),
    )
    messenger = Telling(History(history), clock)
    drain = Drain(SqlPostbox(engine, ring), {Platform.BROWSER: messenger}, clock, f"process {os.getpid()}")
    for moment_of in ("before_cursor_execute", "commit"):
        event.listen(engine, moment_of, step)
    step()
    ticked = tick(clock.now(), SqlWork(engine, ring, clock))
    assert not ticked.failed, ticked.failed
    asyncio.run(drain.run_once())


if __name__ == "__main__":
    run(*sys.argv[1:])

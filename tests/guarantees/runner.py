"""What a process that is to be killed runs: it ticks and drains, through the chat page's messenger.

It tells each statement and each message, so that whoever kills it can choose in the middle of what.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection

import structlog
from sqlalchemy import event

from adapters.browser.history import History
from adapters.browser.messenger import BrowserMessenger
from adapters.runtime.clock import SimulatedClock
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.sql.engine import make_engine
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.unit_of_work import Transactions
from bot.outbox import Delivery, Outcome
from bot.people.roles import Platform
from bot.privacy.seal import KeyRing
from bot.ticks import tick


class Disclosure(BrowserMessenger):
    """Tells that a message stands in the history, before anybody settles it."""

    def __init__(self, history: History, clock: SimulatedClock, step: Callable[[], None]) -> None:
        super().__init__(history, clock)
        self._step = step

    async def send(self, delivery: Delivery) -> Outcome:
        outcome = await super().send(delivery)
        self._step()
        return outcome


def run(steps: Connection, url: str, keys: str, history: str, moment: datetime) -> None:
    def step(*_: object) -> None:
        steps.send_bytes(b".")

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    engine, clock, ring = make_engine(url), SimulatedClock(moment), KeyRing.parse(keys)
    messenger = Disclosure(History(history), clock, step)
    relay = OutboxRelay(
        SqlOutboxQueue(engine, ring), {Platform.BROWSER: messenger}, clock, f"process {os.getpid()}"
    )
    for when in ("before_cursor_execute", "commit"):
        event.listen(engine, when, step)
    ticked = tick(clock.now(), Transactions(engine, ring, clock))
    assert not ticked.failed, ticked.failed
    asyncio.run(relay.run_once())

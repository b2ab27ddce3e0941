"""Runs each turn in a worker thread, and answers politely when one fails."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.conversation import handle
from bot.ports import Clock, Work
from bot.screens import something_broke
from bot.turn import Event, Reply, Show, Submitted, TurnFailed


class TurnRunner:
    """Handles events, as many at once as it has threads. Calls `handled` after each turn that was committed."""

    def __init__(self, *, work: Work, clock: Clock, threads: int, handled: Callable[[], None]) -> None:
        self._work = work
        self._clock = clock
        self._handled = handled
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="turn")

    async def __call__(self, event: Event) -> Reply:
        """A turn that fails keeps nothing. The reply says so; a submitted form raises TurnFailed instead."""
        try:
            reply = await asyncio.get_running_loop().run_in_executor(self._threads, self._handle, event)
        except Exception as error:  # noqa: BLE001 - the boundary of turns: the person gets an answer
            reference = secrets.token_hex(4)
            structlog.get_logger().error("turn failed", key=event.key, reference=reference, exc_info=error)
            if isinstance(event.act, Submitted):
                raise TurnFailed(reference) from None
            return Show(something_broke(reference))
        self._handled()
        return reply

    def close(self) -> None:
        """Waits for the running turns."""
        self._threads.shutdown()

    def _handle(self, event: Event) -> Reply:
        return handle(event, self._work, self._clock.now())

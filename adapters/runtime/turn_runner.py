"""From an adapter's loop into the core: each turn runs in a worker thread, and a defect gets a polite answer."""

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
    """Handles events, as many at once as it has threads. `handled` is called after each that was kept."""

    def __init__(self, *, work: Work, clock: Clock, threads: int, handled: Callable[[], None]) -> None:
        self._work = work
        self._clock = clock
        self._handled = handled
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="turn")

    async def __call__(self, event: Event) -> Reply:
        """Nothing is kept of a turn that failed: the answer says so, or, for a form, TurnFailed is raised."""
        try:
            reply = await asyncio.get_running_loop().run_in_executor(self._threads, self._handle, event)
        except Exception as error:  # noqa: BLE001 - the boundary of turns: whoever asked gets an answer
            reference = secrets.token_hex(4)
            structlog.get_logger().error("turn failed", key=event.key, reference=reference, exc_info=error)
            if isinstance(event.act, Submitted):
                raise TurnFailed(reference) from None
            return Show(something_broke(reference))
        self._handled()
        return reply

    def close(self) -> None:
        """Waits for the turns that have begun."""
        self._threads.shutdown()

    def _handle(self, event: Event) -> Reply:
        return handle(event, self._work, self._clock.now())

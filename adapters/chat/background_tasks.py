"""Tasks that outlive the request that started them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, Final, TypeVar

import structlog

from bot.turn import TurnFailed

T = TypeVar("T")

FINISH_WITHIN: Final = 5.0
"""Seconds that running tasks get when the server stops."""


class BackgroundTasks:
    """Holds on to its tasks, since an event loop forgets tasks that nobody holds. Logs the errors they end with."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Awaitable[object]) -> None:
        """Runs it beside everything else."""
        _ = self.create(work)

    def create(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """As `start`, for a task whose result is wanted."""
        task = asyncio.ensure_future(_awaited(work))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Waits a little for the tasks that still run, then cancels them."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=FINISH_WITHIN)
        for task in self._tasks:
            task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None or isinstance(error, TurnFailed):
            return  # a failed turn is logged where it runs
        structlog.get_logger().error("background task failed", platform=self._platform, exc_info=error)


async def _awaited(work: Awaitable[T]) -> T:
    return await work

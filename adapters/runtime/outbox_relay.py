"""The transactional-outbox relay: sends what is due, workspace by workspace, each conversation in order, at least once.

One process at a time sends for a workspace, under a lease that it renews while it sends (see `workspace_sender`). A
process that loses its lease learns so when it records an outcome, and stops. Workspaces are served side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, TypeVar

import structlog

from adapters.runtime.workspace_sender import LEASE, LOOK_EVERY, OutboxQueue, WorkspaceSender
from adapters.sql.outbox_queue import Lease, Workspace
from bot.people.roles import Platform
from bot.ports import Clock, Messenger

WORKSPACES_AT_ONCE: Final = 32
PAUSE_AFTER_TROUBLE: Final = timedelta(seconds=5)

T = TypeVar("T")


class OutboxRelay:
    """Sends what is due through the messengers and settles each delivery."""

    def __init__(
        self, outbox_queue: OutboxQueue, messengers: Mapping[Platform, Messenger], clock: Clock, holder: str
    ) -> None:
        self._queue = outbox_queue
        self._messengers = messengers
        self._clock = clock
        self._holder = holder
        self._woken = asyncio.Event()
        self._promises = 0

    def wake(self) -> None:
        """Something was promised: look at once. To be called in the drain's own loop."""
        self._promises += 1
        self._notify()

    async def run_once(self) -> int:
        """Sends until nothing more is due that this holder may send; returns how many deliveries were settled."""
        settled, never = 0, asyncio.Event()
        while in_this_pass := sum(
            await _all(self._drain(one, never) for one in (await self._due())[:WORKSPACES_AT_ONCE])
        ):
            settled += in_this_pass
        return settled

    async def run(self, stop: asyncio.Event) -> None:
        """Empties the outbox again and again. Once stopped, finishes what is on its way and gives leases back."""
        drains: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            woken, pause = self._woken, LOOK_EVERY
            try:
                for workspace in (await self._due())[: WORKSPACES_AT_ONCE - len(drains)]:
                    drains.add(task := asyncio.ensure_future(self._drain_until(stop, workspace)))
                    task.add_done_callback(drains.discard)
            except Exception as error:  # noqa: BLE001 - the boundary of sending: it goes on when the database does
                structlog.get_logger().error("drain failed", exc_info=error)
                pause = PAUSE_AFTER_TROUBLE
            await _either(stop, woken, within=pause)
        await asyncio.gather(*drains)

    async def _due(self) -> Sequence[Workspace]:
        return await asyncio.to_thread(lambda: self._queue.due_workspaces(self._clock.now()))

    async def _drain_until(self, stop: asyncio.Event, workspace: Workspace) -> None:
        """Looks again at once where there may be more: what was promised meanwhile was not seen by those who look."""
        promises = self._promises
        try:
            if await self._drain(workspace, stop) or promises != self._promises:
                self._notify()
        except Exception as error:  # noqa: BLE001 - as in `run`; the workspace's place stays taken meanwhile
            structlog.get_logger().error("drain failed", exc_info=error)
            await _either(stop, within=PAUSE_AFTER_TROUBLE)

    async def _drain(self, workspace: Workspace, stop: asyncio.Event) -> int:
        lease = await asyncio.to_thread(self._lease, workspace)
        if lease is None:
            return 0
        sender = WorkspaceSender(lease, self._queue, self._messengers, self._clock, lambda: self._woken)
        try:
            return await sender.empty(stop)
        finally:
            await asyncio.shield(asyncio.to_thread(self._queue.release, lease, sender.rests_until))

    def _lease(self, workspace: Workspace) -> Lease | None:
        now = self._clock.now()
        return self._queue.lease(workspace, holder=self._holder, now=now, until=now + LEASE)

    def _notify(self) -> None:
        """Whoever waits took the bell that hung there before it looked, so that no ring is missed."""
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()


async def _all(waiting: Iterable[Awaitable[T]]) -> list[T]:
    """Everything, side by side; what fails is raised only after the rest has ended."""
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return [one for one in ended if not isinstance(one, BaseException)]


async def _either(*events: asyncio.Event, within: timedelta) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in waiting:
            future.cancel()

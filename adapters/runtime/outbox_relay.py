"""The transactional-outbox relay: sends due deliveries, each conversation in order, at least once.

One process at a time sends for a workspace, under a lease that it renews while it sends (see `workspace_sender`). A
process learns that it lost its lease when it records an outcome, and stops. Workspaces are served concurrently, and a
workspace that fails rests for a while and stops no other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import structlog

from adapters.runtime.workspace_sender import (
    LEASE,
    PAUSE_AFTER_FAILURE,
    POLL_EVERY,
    OutboxQueue,
    WorkspaceSender,
)
from adapters.sql.outbox_queue import Lease, Workspace
from bot.people.roles import Platform
from bot.ports import Clock, Messenger

MAX_WORKSPACES: Final = 32
"""Workspaces served at the same time."""


class OutboxRelay:
    """Sends due deliveries through the messengers and records each outcome."""

    def __init__(
        self, outbox_queue: OutboxQueue, messengers: Mapping[Platform, Messenger], clock: Clock, holder: str
    ) -> None:
        self._queue = outbox_queue
        self._messengers = messengers
        self._clock = clock
        self._holder = holder
        self._woken = asyncio.Event()
        self._wake_ups = 0

    def wake(self) -> None:
        """Tells the relay that a message was enqueued. To be called in the relay's own loop."""
        self._wake_ups += 1
        self._notify()

    async def run_once(self) -> int:
        """Sends until nothing that this holder may send is due; returns how many deliveries had an outcome."""
        total, never = 0, asyncio.Event()
        while True:
            workspaces = (await self._due())[:MAX_WORKSPACES]
            sent = await asyncio.gather(*(self._serve(one, never) for one in workspaces))
            if not sum(sent):
                return total
            total += sum(sent)

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until stopped; then finishes the sends in flight and releases the leases."""
        serving: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            woken, pause = self._woken, POLL_EVERY
            try:
                for workspace in (await self._due())[: MAX_WORKSPACES - len(serving)]:
                    serving.add(task := asyncio.ensure_future(self._serve_until(stop, workspace)))
                    task.add_done_callback(serving.discard)
            except Exception as error:  # noqa: BLE001 - the boundary of the relay: it goes on when the database does
                structlog.get_logger().error("outbox query failed", exc_info=error)
                pause = PAUSE_AFTER_FAILURE
            await _wait_for_any(stop, woken, within=pause)
        await asyncio.gather(*serving)

    async def _due(self) -> Sequence[Workspace]:
        return await asyncio.to_thread(lambda: self._queue.due_workspaces(self._clock.now()))

    async def _serve_until(self, stop: asyncio.Event, workspace: Workspace) -> None:
        """Queries again at once where more may be due: a query does not see what is enqueued after it."""
        wake_ups = self._wake_ups
        if await self._serve(workspace, stop) or wake_ups != self._wake_ups:
            self._notify()

    async def _serve(self, workspace: Workspace, stop: asyncio.Event) -> int:
        """Sends the workspace's due deliveries under a lease; returns how many had an outcome.

        Logs a failure and lets the workspace rest, so that it takes no place from the others meanwhile.
        """
        try:
            lease = await asyncio.to_thread(self._lease, workspace)
            return await self._send_under(lease, stop) if lease else 0
        except Exception as error:  # noqa: BLE001 - one workspace's failure must not stop the others
            structlog.get_logger().error(
                "workspace failed",
                platform=workspace.platform.value,
                workspace=workspace.workspace,
                exc_info=error,
            )
            return 0

    async def _send_under(self, lease: Lease, stop: asyncio.Event) -> int:
        sender = WorkspaceSender(lease, self._queue, self._messengers, self._clock, lambda: self._woken)
        try:
            return await sender.send_due(stop)
        except Exception:  # passed on; the workspace rests first, so that it takes no place from the others
            sender.rest_for(PAUSE_AFTER_FAILURE)
            raise
        finally:
            await asyncio.shield(asyncio.to_thread(self._queue.release, lease, sender.rests_until))

    def _lease(self, workspace: Workspace) -> Lease | None:
        now = self._clock.now()
        return self._queue.lease(workspace, holder=self._holder, now=now, until=now + LEASE)

    def _notify(self) -> None:
        """Replaces the event. Waiters hold the one from before their query, so no wake-up is lost."""
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()


async def _wait_for_any(*events: asyncio.Event, within: timedelta) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in waiting:
            future.cancel()

"""Sends the due deliveries of one workspace under one lease, many conversations at once.

A finished send makes room for the next at once, so a stalled call delays its own conversation only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from adapters.sql.outbox_queue import Lease, Workspace
from bot.outbox import Delivery, Outcome, Retry, Undeliverable
from bot.people.roles import Platform
from bot.ports import Clock, Messenger

REQUEST_TIMEOUT: Final = timedelta(seconds=10)
LEASE: Final = 2 * REQUEST_TIMEOUT
"""How long a workspace stays with a holder that was killed. Renewed before each batch, so no send outlives it."""
RENEW_UNDER: Final = LEASE - timedelta(seconds=4)
RECORD_WITHIN: Final = timedelta(seconds=2)
MAX_SENDS: Final = 20
"""Conversations of one workspace that are sent to at the same time."""
POLL_EVERY: Final = timedelta(seconds=2)
"""How often to query for due deliveries that no turn here announced: retries, and messages of other replicas."""
GATHER_FOR: Final = 0.05
"""Seconds to wait for more sends to finish, so that one query fills all their places."""
MAX_REST: Final = timedelta(hours=1)
"""The longest rest, whatever `Retry-After` says."""
MIN_RETRY: Final = timedelta(seconds=1)
PAUSE_AFTER_FAILURE: Final = timedelta(seconds=5)
"""How long a workspace rests after a defect or a database error."""


class OutboxQueue(Protocol):
    """The relay's side of the outbox. Each call is one transaction; `now` is the database's time."""

    def due_workspaces(self, now: datetime) -> Sequence[Workspace]:
        """Workspaces with due deliveries and no holder."""

    def lease(self, workspace: Workspace, *, holder: str, now: datetime, until: datetime) -> Lease | None:
        """A lease with a higher fence than any before; None if another holder has the workspace."""

    def renew(self, lease: Lease, *, now: datetime, until: datetime) -> Lease | None:
        """The extended lease; None if it was lost."""

    def release(self, lease: Lease, rests_until: datetime | None = None) -> None:
        """Ends the lease; does nothing if it was lost. Nobody can lease the workspace while it rests."""

    def next_deliveries(
        self, lease: Lease, *, now: datetime, limit: int, busy: Collection[str] = ()
    ) -> Sequence[Delivery]:
        """The oldest waiting delivery of each conversation, if it is due; skips the `busy` accounts."""

    def record_outcome(self, lease: Lease, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Records the outcome; returns False and records nothing if the lease was lost."""


class WorkspaceSender:
    """Sends under one lease, from its start until the last send in flight has ended."""

    def __init__(
        self,
        lease: Lease,
        outbox_queue: OutboxQueue,
        messengers: Mapping[Platform, Messenger],
        clock: Clock,
        woken: Callable[[], asyncio.Event],
    ) -> None:
        self._lease = lease
        self._queue = outbox_queue
        self._messengers = messengers
        self._clock = clock
        self._woken = woken
        self._is_lost = False
        self.rests_until: datetime | None = None
        """When the workspace may be leased again, if the platform asked for silence or something failed."""
        self._in_flight: dict[asyncio.Task[bool], str] = {}
        self._failed: set[str] = set()
        """Accounts with an outcome that was not recorded: sending again at once would repeat the message."""

    async def send_due(self, stop: asyncio.Event) -> int:
        """Sends until nothing is due, the platform asks for silence, the lease is lost, or `stop` is set.

        Returns how many sends ended.
        """
        ended = 0
        try:
            while True:
                woken = self._woken()
                if not (stop.is_set() or self._is_lost or self.rests_until):
                    await self._begin_sends()
                if not self._in_flight:
                    break
                ended += await self._end_sends(woken)
        finally:
            await asyncio.gather(*self._in_flight, return_exceptions=True)
        if self._failed:
            self.rest_for(PAUSE_AFTER_FAILURE)
        return ended

    def rest_for(self, time: timedelta) -> None:
        """Makes the workspace rest for at least this long."""
        until = self._clock.now() + time
        self.rests_until = max(until, self.rests_until or until)

    async def _begin_sends(self) -> None:
        """Starts as many sends as there is room for, one per conversation."""
        room = MAX_SENDS - len(self._in_flight)
        if room == 0:
            return
        busy = self._failed.union(self._in_flight.values())
        for delivery in await asyncio.to_thread(self._next_deliveries, room, busy):
            self._in_flight[asyncio.ensure_future(self._send(delivery))] = delivery.to.user

    def _next_deliveries(self, room: int, busy: Collection[str]) -> Sequence[Delivery]:
        found = self._queue.next_deliveries(self._lease, now=self._clock.now(), limit=room, busy=busy)
        return found if found and self._holds_long_enough() else ()

    async def _end_sends(self, woken: asyncio.Event) -> int:
        """Waits until a send ends or more may be due; returns how many sends ended."""
        waking = asyncio.ensure_future(woken.wait())
        try:
            waiting = [*self._in_flight, waking]
            seconds = POLL_EVERY.total_seconds()
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
        await asyncio.wait(self._in_flight, timeout=GATHER_FOR)
        ended = [task for task in self._in_flight if task.done()]
        for task in ended:
            del self._in_flight[task]
        self._is_lost = self._is_lost or not all(task.result() for task in ended)
        return len(ended)

    def _holds_long_enough(self) -> bool:
        """True if a send that begins now ends before another holder may send the same message."""
        now = self._clock.now()
        if self._lease.until - now <= RENEW_UNDER:
            renewed = self._queue.renew(self._lease, now=now, until=now + LEASE)
            self._is_lost = renewed is None
            self._lease = renewed or self._lease
        return not self._is_lost and self._clock.now() + REQUEST_TIMEOUT + RECORD_WITHIN <= self._lease.until

    async def _send(self, delivery: Delivery) -> bool:
        """Sends and records the outcome. False if the lease was lost."""
        outcome = await self._outcome(delivery)
        if isinstance(outcome, Retry) and outcome.everywhere and outcome.after:
            self.rest_for(min(outcome.after, MAX_REST))
        try:
            recorded = await asyncio.to_thread(
                lambda: self._queue.record_outcome(self._lease, delivery, outcome, now=self._clock.now())
            )
        except Exception as error:  # noqa: BLE001 - one delivery's failure must not stop the workspace's others
            structlog.get_logger().error("outcome not recorded", delivery=delivery.id, exc_info=error)
            self._failed.add(delivery.to.user)
            return True
        _log(delivery, outcome, recorded=recorded)
        return recorded

    async def _outcome(self, delivery: Delivery) -> Outcome:
        messenger = self._messengers.get(delivery.to.platform)
        if messenger is None:
            return _no_messenger(delivery.to.platform)
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT.total_seconds()):
                return _not_at_once(await messenger.send(delivery))
        except TimeoutError:
            return Retry(f"no answer within {REQUEST_TIMEOUT.total_seconds():g} seconds")
        except Exception as error:  # noqa: BLE001 - a messenger that raises is a defect; the others are not held up
            structlog.get_logger().error("messenger failed", delivery=delivery.id, exc_info=error)
            return Retry(f"the messenger failed with {type(error).__name__}")


def _not_at_once(outcome: Outcome) -> Outcome:
    """Waits at least a second, since a platform may say "retry after 0 seconds" again and again."""
    if isinstance(outcome, Retry) and outcome.after is not None:
        return replace(outcome, after=max(outcome.after, MIN_RETRY))
    return outcome


_SETTING: Final[Mapping[Platform, str]] = {
    Platform.BROWSER: "UPMENTOR_BROWSER=true",
    Platform.SLACK: "UPMENTOR_SLACK_BOT_TOKEN",
    Platform.TEAMS: "UPMENTOR_TEAMS_APP_ID",
}


def _no_messenger(platform: Platform) -> Undeliverable:
    return Undeliverable(
        f"nothing here sends to {platform.value}",
        f"Set {_SETTING[platform]} and restart, or move the person to another platform; then retry the delivery.",
    )


def _log(delivery: Delivery, outcome: Outcome, *, recorded: bool) -> None:
    log = structlog.get_logger().bind(delivery=delivery.id)
    if not recorded:
        log.warning("lease lost", outcome=type(outcome).__name__)
    elif isinstance(outcome, Undeliverable):
        log.warning("undeliverable", reason=outcome.reason)
    elif isinstance(outcome, Retry):
        log.info("will retry", reason=outcome.why)
    else:
        log.debug("delivered")

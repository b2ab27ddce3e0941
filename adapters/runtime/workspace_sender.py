"""What is on its way in one workspace: so many conversations at once, each place filled again as it becomes free.

One call that stalls so holds up its own conversation and nobody else's.
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
"""How long a workspace stays with a holder that was killed. Renewed so early, and so often, that nothing is begun
that could outlast it."""
RENEW_UNDER: Final = LEASE - timedelta(seconds=4)
SETTLE_WITHIN: Final = timedelta(seconds=2)
AT_ONCE: Final = 20
"""Conversations of one workspace that are sent to at the same time."""
LOOK_EVERY: Final = timedelta(seconds=2)
"""How often to look for what no turn here has announced: retries that came due, promises of other replicas."""
GATHER_FOR: Final = 0.05
"""Seconds to wait for more places to become free, before one look fills them all."""
LONGEST_REST: Final = timedelta(hours=1)
"""However long a platform, or something in front of it, wants silence: then it is asked again."""
SHORTEST_RETRY: Final = timedelta(seconds=1)


class OutboxQueue(Protocol):
    """What the drain needs of the outbox. Every call is a transaction of its own; `now` is the database's."""

    def due_workspaces(self, now: datetime) -> Sequence[Workspace]:
        """Workspaces with something to send that nobody holds."""

    def lease(self, workspace: Workspace, *, holder: str, now: datetime, until: datetime) -> Lease | None:
        """The right to drain it, with a higher fence than any before; None if somebody else holds it."""

    def renew(self, lease: Lease, *, now: datetime, until: datetime) -> Lease | None:
        """The lease, longer; None if it was lost."""

    def release(self, lease: Lease, rests_until: datetime | None = None) -> None:
        """Gives it back; nothing happens if it was lost. Nobody gets the workspace while it rests."""

    def next_deliveries(
        self, lease: Lease, *, now: datetime, limit: int, busy: Collection[str] = ()
    ) -> Sequence[Delivery]:
        """The oldest waiting delivery of each conversation, where it is due; none for the `busy` accounts."""

    def record_outcome(self, lease: Lease, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Keeps the outcome; False, and nothing kept, if the lease was lost."""


class WorkspaceSender:
    """One holder's time with a workspace, from the lease it has to the end of all it began."""

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
        """Until when the platform wants silence, if it does."""
        self._on_its_way: dict[asyncio.Task[bool], str] = {}

    async def empty(self, stop: asyncio.Event) -> int:
        """Sends until nothing more is due, the platform wants silence, the lease is lost, or `stop`.

        How many deliveries that were.
        """
        ended = 0
        try:
            while True:
                woken = self._woken()
                if not (stop.is_set() or self._is_lost or self.rests_until):
                    await self._fill()
                if not self._on_its_way:
                    return ended
                ended += await self._free_places(woken)
        finally:
            await asyncio.gather(*self._on_its_way, return_exceptions=True)

    async def _fill(self) -> None:
        """Begins what there is room for. A conversation that something is on its way in waits for its end."""
        room, busy = AT_ONCE - len(self._on_its_way), frozenset(self._on_its_way.values())
        if room == 0:
            return
        for delivery in await asyncio.to_thread(self._next_deliveries, room, busy):
            self._on_its_way[asyncio.ensure_future(self._send(delivery))] = delivery.to.user

    def _next_deliveries(self, room: int, busy: frozenset[str]) -> Sequence[Delivery]:
        next_deliveries = self._queue.next_deliveries(
            self._lease, now=self._clock.now(), limit=room, busy=busy
        )
        return next_deliveries if next_deliveries and self._holds_long_enough() else ()

    async def _free_places(self, woken: asyncio.Event) -> int:
        """Waits until something ended, or something may be due. How many ended; raises what one of them raised."""
        ringing = asyncio.ensure_future(woken.wait())
        try:
            seconds = LOOK_EVERY.total_seconds()
            waiting = [*self._on_its_way, ringing]
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ringing.cancel()
        await asyncio.wait(self._on_its_way, timeout=GATHER_FOR)
        ended = [task for task in self._on_its_way if task.done()]
        broke = [error for task in ended if (error := task.exception())]
        for task in ended:
            del self._on_its_way[task]
        if broke:
            raise broke[0]
        self._is_lost = self._is_lost or not all(task.result() for task in ended)
        return len(ended)

    def _holds_long_enough(self) -> bool:
        """Whether what begins here ends before anybody else may send it: a message would else go out twice."""
        now = self._clock.now()
        if self._lease.until - now <= RENEW_UNDER:
            renewed = self._queue.renew(self._lease, now=now, until=now + LEASE)
            self._is_lost = renewed is None
            self._lease = renewed or self._lease
        return not self._is_lost and self._clock.now() + REQUEST_TIMEOUT + SETTLE_WITHIN <= self._lease.until

    async def _send(self, delivery: Delivery) -> bool:
        """Whether the outcome was kept."""
        outcome = await self._outcome(delivery)
        if isinstance(outcome, Retry) and outcome.everywhere and outcome.after:
            rests_until = self._clock.now() + min(outcome.after, LONGEST_REST)
            self.rests_until = max(rests_until, self.rests_until or rests_until)
        kept = await asyncio.to_thread(
            lambda: self._queue.record_outcome(self._lease, delivery, outcome, now=self._clock.now())
        )
        _report(delivery, outcome, kept=kept)
        return kept

    async def _outcome(self, delivery: Delivery) -> Outcome:
        messenger = self._messengers.get(delivery.to.platform)
        if messenger is None:
            return _nobody_speaks(delivery.to.platform)
        try:
            async with asyncio.timeout(REQUEST_TIMEOUT.total_seconds()):
                return _not_at_once(await messenger.send(delivery))
        except TimeoutError:
            return Retry(f"no answer within {REQUEST_TIMEOUT.total_seconds():g} seconds")
        except Exception as error:  # noqa: BLE001 - a messenger that raises is a defect; the others are not held up
            structlog.get_logger().error("messenger broke", delivery=delivery.id, exc_info=error)
            return Retry(f"the messenger broke with {type(error).__name__}")


def _not_at_once(outcome: Outcome) -> Outcome:
    """A platform may say "again in 0 seconds"; without a pause that would never end."""
    if isinstance(outcome, Retry) and outcome.after is not None:
        return replace(outcome, after=max(outcome.after, SHORTEST_RETRY))
    return outcome


_SET_UP: Final[Mapping[Platform, str]] = {
    Platform.BROWSER: "UPMENTOR_BROWSER=true",
    Platform.SLACK: "UPMENTOR_SLACK_BOT_TOKEN",
    Platform.TEAMS: "UPMENTOR_TEAMS_APP_ID",
}


def _nobody_speaks(platform: Platform) -> Undeliverable:
    return Undeliverable(
        f"nothing here sends to {platform.value}",
        f"Set {_SET_UP[platform]} and restart, or move the person to another platform; then retry the delivery.",
    )


def _report(delivery: Delivery, outcome: Outcome, *, kept: bool) -> None:
    log = structlog.get_logger().bind(delivery=delivery.id)
    if not kept:
        log.warning("lease lost", outcome=type(outcome).__name__)
    elif isinstance(outcome, Undeliverable):
        log.warning("undeliverable", reason=outcome.reason)
    elif isinstance(outcome, Retry):
        log.info("will retry", reason=outcome.why)
    else:
        log.debug("delivered")

"""The drain: empties the outbox, workspace by workspace, each conversation in order, at least once.

One holder at a time drains a workspace. It keeps the lease for longer than three requests can take and renews
it between batches; a batch is never larger than what is sent at once, so it ends within one request's time.
Whoever lost the lease is told so when settling, and stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

import structlog

from adapters.sql.postbox import Lease, Workspace
from bot.outbox import Delivery, Outcome, Retry, Undeliverable
from bot.people.roles import Platform
from bot.ports import Clock, Messenger

REQUEST_TIMEOUT: Final = timedelta(seconds=10)
LEASE: Final = 4 * REQUEST_TIMEOUT
RENEW_UNDER: Final = 2 * REQUEST_TIMEOUT
AT_ONCE: Final = 20
"""Conversations of one workspace that are sent to at the same time."""
WORKSPACES_AT_ONCE: Final = 8
LOOK_EVERY: Final = timedelta(seconds=2)
"""How often to look for what no turn here has announced: retries that came due, promises of other replicas."""
SHORTEST_RETRY: Final = timedelta(seconds=1)
PAUSE_AFTER_TROUBLE: Final = timedelta(seconds=5)

T = TypeVar("T")


class Postbox(Protocol):
    """What the drain needs of the outbox. Every call is a transaction of its own; `now` is the database's."""

    def due_workspaces(self, now: datetime) -> Sequence[Workspace]:
        """Workspaces with something to send that nobody holds."""

    def lease(self, workspace: Workspace, *, holder: str, now: datetime, until: datetime) -> Lease | None:
        """The right to drain it, with a higher fence than any before; None if somebody else holds it."""

    def renew(self, lease: Lease, *, now: datetime, until: datetime) -> Lease | None:
        """The lease, longer; None if it was lost."""

    def release(self, lease: Lease) -> None:
        """Gives it back; nothing happens if it was lost."""

    def heads(self, lease: Lease, *, now: datetime, limit: int) -> Sequence[Delivery]:
        """The oldest waiting delivery of each conversation, where it is due."""

    def settle(self, lease: Lease, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Keeps the outcome; False, and nothing kept, if the lease was lost."""


class Drain:
    """Sends what is due through the messengers and settles each delivery."""

    def __init__(
        self, postbox: Postbox, messengers: Mapping[Platform, Messenger], clock: Clock, holder: str
    ) -> None:
        self._postbox = postbox
        self._messengers = messengers
        self._clock = clock
        self._holder = holder
        self._rung = asyncio.Event()

    def wake(self) -> None:
        """Something was promised: look at once. To be called in the drain's own loop."""
        self._rung.set()

    async def run_once(self) -> int:
        """Sends until nothing more is due that this holder may send; returns how many deliveries were settled."""
        return await self._empty(asyncio.Event())

    async def run(self, stop: asyncio.Event) -> None:
        """Empties the outbox again and again. Once stopped, finishes what is on its way and gives leases back."""
        while not stop.is_set():
            self._rung.clear()
            pause = LOOK_EVERY
            try:
                await self._empty(stop)
            except Exception as error:  # noqa: BLE001 - the boundary of sending: it goes on when the database does
                structlog.get_logger().error("drain failed", exc_info=error)
                pause = PAUSE_AFTER_TROUBLE
            await _either(stop, self._rung, within=pause)

    async def _empty(self, stop: asyncio.Event) -> int:
        settled = 0
        while not stop.is_set():
            due = await asyncio.to_thread(lambda: self._postbox.due_workspaces(self._clock.now()))
            in_this_pass = sum(await _all(self._drain(one, stop) for one in due[:WORKSPACES_AT_ONCE]))
            if not in_this_pass:
                break
            settled += in_this_pass
        return settled

    async def _drain(self, workspace: Workspace, stop: asyncio.Event) -> int:
        lease = await asyncio.to_thread(self._lease, workspace)
        if lease is None:
            return 0
        settled = 0
        try:
            while lease is not None and not stop.is_set():
                sent = await self._send_batch(lease)
                settled += len(sent)
                if not sent or not all(sent):
                    break
                lease = await asyncio.to_thread(self._renewed, lease)
        finally:
            if lease is not None:
                await asyncio.shield(asyncio.to_thread(self._postbox.release, lease))
        return settled

    async def _send_batch(self, lease: Lease) -> list[bool]:
        """For each delivery of the batch, whether the outcome was kept."""
        heads = await asyncio.to_thread(
            lambda: self._postbox.heads(lease, now=self._clock.now(), limit=AT_ONCE)
        )
        return await _all(self._send(lease, delivery) for delivery in heads)

    async def _send(self, lease: Lease, delivery: Delivery) -> bool:
        outcome = await self._outcome(delivery)
        kept = await asyncio.to_thread(
            lambda: self._postbox.settle(lease, delivery, outcome, now=self._clock.now())
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

    def _lease(self, workspace: Workspace) -> Lease | None:
        now = self._clock.now()
        return self._postbox.lease(workspace, holder=self._holder, now=now, until=now + LEASE)

    def _renewed(self, lease: Lease) -> Lease | None:
        now = self._clock.now()
        if lease.until - now > RENEW_UNDER:
            return lease
        return self._postbox.renew(lease, now=now, until=now + LEASE)


def _not_at_once(outcome: Outcome) -> Outcome:
    """A platform may say "again in 0 seconds"; without a pause that would never end."""
    if isinstance(outcome, Retry) and outcome.after is not None:
        return Retry(outcome.why, max(outcome.after, SHORTEST_RETRY))
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


async def _all(waiting: Iterable[Awaitable[T]]) -> list[T]:
    """Everything, side by side; what fails is raised only after the rest has ended."""
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return [one for one in ended if not isinstance(one, BaseException)]


async def _either(one: asyncio.Event, other: asyncio.Event, *, within: timedelta) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waiting, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in waiting:
            future.cancel()

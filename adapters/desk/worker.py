"""The desk worker: does the jobs that wait for the IT desk, and polls the desk for the status of its tickets.

A job is claimed in one transaction, done, and its outcome recorded in another. If the process dies in between, the
job stays claimed with one more attempt, so the next attempt searches the desk before it creates a ticket.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, TypeVar, assert_never

import structlog

from bot.ids import TicketId
from bot.outbox import Retry, Undeliverable
from bot.ports import Clock, Desk, TicketOrder, TicketStatus, UnitOfWork, Work
from bot.tickets.model import DeskJob, DeskJobKind, Ticket
from bot.tickets.sealing import open_ticket
from bot.tickets.status import LEASE, apply_status, order_of, put_off_poll, record_job_outcome

BATCH: Final = 4
"""Jobs, or polls, that are claimed together and done at the same time."""
CALL_TIMEOUT: Final = LEASE - timedelta(seconds=30)
QUERY_EVERY: Final = timedelta(seconds=5)
"""How often to query for due jobs and polls that no turn here announced."""
SHUTDOWN_WITHIN: Final = timedelta(seconds=5)
"""How long calls in flight may take once the process stops. Later ones are cancelled and done again."""
PAUSE_AFTER_FAILURE: Final = timedelta(seconds=10)
POLL_AGAIN: Final = timedelta(minutes=5)
POLL_AGAIN_IF_GONE: Final = timedelta(days=1)

_OTHER_DESK: Final = Undeliverable(
    "another desk than the one that is set has this ticket",
    "Set UPMENTOR_DESK back to that desk, or have its owner ask again.",
)

T = TypeVar("T")


class DeskWorker:
    """Runs in one loop. Calls `changed` there after each batch, since it may have enqueued messages."""

    def __init__(self, work: Work, desk: Desk, clock: Clock, changed: Callable[[], None]) -> None:
        self._work = work
        self._desk = desk
        self._clock = clock
        self._changed = changed
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Tells the worker that a job may be due. To be called in the worker's own loop."""
        self._woken.set()

    async def run_once(self) -> int:
        """Does one batch of due jobs, then one of due polls; returns how many they were.

        A ticket whose job or poll fails is logged and stops no other.
        """
        jobs = await self._in_thread(self._claim_jobs)
        await asyncio.gather(*map(self._try_job, jobs))
        polls = await self._in_thread(self._claim_polls) if self._desk.can_poll else ()
        await asyncio.gather(*map(self._try_poll, polls))
        if jobs or polls:
            self._changed()
        return len(jobs) + len(polls)

    async def run(self, stop: asyncio.Event) -> None:
        """Does batches until stopped; then gives the calls in flight a moment to end."""
        while not stop.is_set():
            self._woken.clear()
            pause = QUERY_EVERY
            try:
                await _run_until(stop, self._run_while_due(stop), within=SHUTDOWN_WITHIN)
            except Exception as error:  # noqa: BLE001 - the boundary to the desk: it goes on when the database does
                structlog.get_logger().error("desk worker failed", exc_info=error)
                pause = PAUSE_AFTER_FAILURE
            await _wait_for_any(stop, self._woken, within=pause)

    async def _run_while_due(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and await self.run_once():
            pass

    async def _try_job(self, job: DeskJob) -> None:
        """Does the job. One that fails is put off like a call that failed; `doctor` shows the reason."""
        try:
            await self._do(job)
        except Exception as error:  # noqa: BLE001 - one ticket's failure must not stop the others
            structlog.get_logger().error("desk job failed", ticket=job.ticket, exc_info=error)
            reason = Retry(f"a job failed with {type(error).__name__}. The log of serve names its ticket")
            with suppress(Exception):  # it stays claimed then, and is due again when the claim runs out
                await self._record_job(job, reason)

    async def _try_poll(self, ticket: TicketId) -> None:
        """Polls the desk. A ticket whose poll fails is due again when the claim runs out."""
        try:
            await self._poll(ticket)
        except Exception as error:  # noqa: BLE001 - one ticket's failure must not stop the others
            structlog.get_logger().error("desk poll failed", ticket=ticket, exc_info=error)

    async def _do(self, job: DeskJob) -> None:
        found = await self._in_thread(lambda unit: _order(unit, job.ticket))
        if found is None:
            return
        outcome = await self._guarded(self._outcome(job, *found))
        await self._record_job(job, outcome)
        _log(job.kind.value, job.ticket, outcome)

    async def _outcome(
        self, job: DeskJob, ticket: Ticket, order: TicketOrder
    ) -> TicketStatus | Retry | Undeliverable:
        if ticket.desk not in ("", self._desk.name):
            return _OTHER_DESK
        if job.kind is DeskJobKind.REOPEN:
            return await self._desk.reopen(ticket.desk_reference, order, number=job.number)
        return await self._desk.create(order, attempts=job.attempts)

    async def _record_job(self, job: DeskJob, outcome: TicketStatus | Retry | Undeliverable) -> None:
        desk = self._desk
        await self._in_thread(
            lambda unit: record_job_outcome(unit, job, outcome, now=self._clock.now(), desk=desk)
        )

    async def _poll(self, ticket_id: TicketId) -> None:
        found = await self._in_thread(lambda unit: _order(unit, ticket_id))
        if found is None:
            return
        ticket, order = found
        outcome = await self._guarded(self._desk.poll(ticket.desk_reference, order))
        await self._in_thread(lambda unit: self._record_poll(unit, ticket_id, outcome))
        _log("poll", ticket_id, outcome)

    def _record_poll(
        self, unit: UnitOfWork, ticket: TicketId, outcome: TicketStatus | Retry | Undeliverable
    ) -> None:
        now = self._clock.now()
        match outcome:
            case TicketStatus():
                apply_status(unit, ticket, outcome, now=now, desk=self._desk)
            case Retry():
                put_off_poll(unit, ticket, now + max(outcome.after or POLL_AGAIN, POLL_AGAIN))
            case Undeliverable():
                put_off_poll(unit, ticket, now + POLL_AGAIN_IF_GONE)
            case _ as never:
                assert_never(never)

    async def _guarded(
        self, call: Awaitable[TicketStatus | Retry | Undeliverable]
    ) -> TicketStatus | Retry | Undeliverable:
        try:
            async with asyncio.timeout(CALL_TIMEOUT.total_seconds()):
                return await call
        except TimeoutError:
            return Retry("the desk took too long")
        except Exception as error:  # noqa: BLE001 - a desk that raises is a defect; the others are not held up
            structlog.get_logger().error("desk adapter failed", exc_info=error)
            return Retry(f"the desk adapter failed with {type(error).__name__}")

    def _claim_jobs(self, unit: UnitOfWork) -> Sequence[DeskJob]:
        now = self._clock.now()
        return unit.tickets.claim_jobs(now, until=now + LEASE, limit=BATCH)

    def _claim_polls(self, unit: UnitOfWork) -> Sequence[TicketId]:
        now = self._clock.now()
        return unit.tickets.claim_polls(self._desk.name, now, until=now + POLL_AGAIN, limit=BATCH)

    async def _in_thread(self, do: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.to_thread(self._work, do)


def _order(unit: UnitOfWork, ticket_id: TicketId) -> tuple[Ticket, TicketOrder] | None:
    ticket = unit.tickets.ticket(ticket_id)
    return (ticket, order_of(ticket, open_ticket(unit, ticket))) if ticket is not None else None


def _log(call: str, ticket: TicketId, outcome: TicketStatus | Retry | Undeliverable) -> None:
    log = structlog.get_logger().bind(ticket=ticket, call=call)
    match outcome:
        case TicketStatus():
            log.debug("desk answered", state=outcome.state.value)
        case Retry():
            log.info("desk call failed, will retry", reason=outcome.why)
        case Undeliverable():
            log.warning("desk refused", reason=outcome.reason, repair=outcome.repair)
        case _ as never:
            assert_never(never)


async def _run_until(stop: asyncio.Event, call: Awaitable[None], *, within: timedelta) -> None:
    """Awaits the call. Once `stop` is set, waits no longer than `within` and then cancels it."""
    task = asyncio.ensure_future(call)
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not task.done():
        await asyncio.wait((task,), timeout=within.total_seconds())
    if not task.done():
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return
    await task


async def _wait_for_any(one: asyncio.Event, other: asyncio.Event, *, within: timedelta) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waiting, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in waiting:
            future.cancel()

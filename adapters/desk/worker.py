"""The desk's drain: does what is to be done at the desk, and asks it how tickets stand.

An errand is claimed in one transaction, done, and settled in another. Whoever is killed in between leaves it claimed,
with one attempt more on its account, so that whoever does it next searches before anything is created.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, TypeVar

import structlog

from bot.ids import TicketId
from bot.outbox import Retry, Undeliverable
from bot.ports import Clock, Desk, TicketOrder, TicketStatus, UnitOfWork, Work
from bot.tickets.model import DeskJob, DeskJobKind, Ticket
from bot.tickets.sealing import open_ticket
from bot.tickets.status import LEASE, apply_status, order_of, put_off_poll, record_job_outcome

AT_ONCE: Final = 4
ERRAND_WITHIN: Final = LEASE - timedelta(seconds=30)
LOOK_EVERY: Final = timedelta(seconds=5)
"""How often to see what is due that no turn here has announced."""
FINISH_WITHIN: Final = timedelta(seconds=5)
"""What is under way when the process ends may take so long; then it is broken off and done again later."""
PAUSE_AFTER_TROUBLE: Final = timedelta(seconds=10)
ASK_AGAIN: Final = timedelta(minutes=5)
GONE_AGAIN: Final = timedelta(days=1)

_ELSEWHERE: Final = Undeliverable(
    "another desk than the one that is set has this ticket",
    "Set UPMENTOR_DESK back to that desk, or have its owner ask again.",
)

T = TypeVar("T")


class DeskWorker:
    """To be made and run in one loop. `told` is called in it when somebody is to be told something."""

    def __init__(self, work: Work, desk: Desk, clock: Clock, told: Callable[[], None]) -> None:
        self._work = work
        self._desk = desk
        self._clock = clock
        self._told = told
        self._rung = asyncio.Event()

    def wake(self) -> None:
        """There may be something for the desk: look at once. To be called in the drain's own loop."""
        self._rung.set()

    async def run_once(self) -> int:
        """Does what is due once; returns how many errands and looks that were."""
        errands = await self._in_thread(self._claim_errands)
        await _all([self._do(errand) for errand in errands])
        looks = await self._in_thread(self._claim_looks) if self._desk.can_poll else ()
        await _all([self._look(ticket) for ticket in looks])
        if errands or looks:
            self._told()
        return len(errands) + len(looks)

    async def run(self, stop: asyncio.Event) -> None:
        """Again and again until stopped; then what is under way gets a moment to end."""
        while not stop.is_set():
            self._rung.clear()
            pause = LOOK_EVERY
            try:
                await _until(stop, self._empty(stop), within=FINISH_WITHIN)
            except Exception as error:  # noqa: BLE001 - the boundary to the desk: it goes on when the database does
                structlog.get_logger().error("desk drain failed", exc_info=error)
                pause = PAUSE_AFTER_TROUBLE
            await _either(stop, self._rung, within=pause)

    async def _empty(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and await self.run_once():
            pass

    async def _do(self, errand: DeskJob) -> None:
        found = await self._in_thread(lambda unit: _order(unit, errand.ticket))
        if found is None:
            return
        outcome = await self._guarded(self._outcome(errand, *found))
        desk = self._desk
        await self._in_thread(
            lambda unit: record_job_outcome(unit, errand, outcome, now=self._clock.now(), desk=desk)
        )
        _report("errand", errand.ticket, outcome)

    async def _outcome(
        self, errand: DeskJob, ticket: Ticket, order: TicketOrder
    ) -> TicketStatus | Retry | Undeliverable:
        if ticket.desk not in ("", self._desk.name):
            return _ELSEWHERE
        if errand.kind is DeskJobKind.REOPEN:
            return await self._desk.reopen(ticket.desk_reference, order, number=errand.number)
        return await self._desk.create(order, attempts=errand.attempts)

    async def _look(self, ticket_id: TicketId) -> None:
        found = await self._in_thread(lambda unit: _order(unit, ticket_id))
        if found is None:
            return
        ticket, order = found
        outcome = await self._guarded(self._desk.poll(ticket.desk_reference, order))
        await self._in_thread(lambda unit: self._keep_look(unit, ticket_id, outcome))
        _report("look", ticket_id, outcome)

    def _keep_look(
        self, unit: UnitOfWork, ticket: TicketId, outcome: TicketStatus | Retry | Undeliverable
    ) -> None:
        now = self._clock.now()
        match outcome:
            case TicketStatus():
                apply_status(unit, ticket, outcome, now=now, desk=self._desk)
            case Retry():
                put_off_poll(unit, ticket, now + max(outcome.after or ASK_AGAIN, ASK_AGAIN))
            case Undeliverable():
                put_off_poll(unit, ticket, now + GONE_AGAIN)

    async def _guarded(
        self, asked: Awaitable[TicketStatus | Retry | Undeliverable]
    ) -> TicketStatus | Retry | Undeliverable:
        try:
            async with asyncio.timeout(ERRAND_WITHIN.total_seconds()):
                return await asked
        except TimeoutError:
            return Retry("the desk took too long")
        except Exception as error:  # noqa: BLE001 - a desk that raises is a defect; the others are not held up
            structlog.get_logger().error("desk broke", exc_info=error)
            return Retry(f"what speaks to the desk broke with {type(error).__name__}")

    def _claim_errands(self, unit: UnitOfWork) -> Sequence[DeskJob]:
        now = self._clock.now()
        return unit.tickets.claim_jobs(now, until=now + LEASE, limit=AT_ONCE)

    def _claim_looks(self, unit: UnitOfWork) -> Sequence[TicketId]:
        now = self._clock.now()
        return unit.tickets.claim_polls(self._desk.name, now, until=now + ASK_AGAIN, limit=AT_ONCE)

    async def _in_thread(self, do: Callable[[UnitOfWork], T]) -> T:
        return await asyncio.to_thread(self._work, do)


def _order(unit: UnitOfWork, ticket_id: TicketId) -> tuple[Ticket, TicketOrder] | None:
    ticket = unit.tickets.ticket(ticket_id)
    return (ticket, order_of(ticket, open_ticket(unit, ticket))) if ticket is not None else None


def _report(what: str, ticket: TicketId, outcome: TicketStatus | Retry | Undeliverable) -> None:
    log = structlog.get_logger().bind(ticket=ticket, what=what)
    match outcome:
        case TicketStatus():
            log.debug("desk answered", state=outcome.state.value)
        case Retry():
            log.info("desk asked in vain", reason=outcome.why)
        case Undeliverable():
            log.warning("desk refused", reason=outcome.reason, repair=outcome.repair)


async def _all(waiting: Sequence[Awaitable[None]]) -> None:
    """Side by side; what fails is raised only after the rest has ended."""
    for ended in await asyncio.gather(*waiting, return_exceptions=True):
        if isinstance(ended, BaseException):
            raise ended


async def _until(stop: asyncio.Event, doing: Awaitable[None], *, within: timedelta) -> None:
    """Waits for what is done; once stopped no longer than so long, then breaks it off."""
    task = asyncio.ensure_future(doing)
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


async def _either(one: asyncio.Event, other: asyncio.Event, *, within: timedelta) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waiting, timeout=within.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for future in waiting:
            future.cancel()

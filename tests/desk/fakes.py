"""A desk in memory with a wrong clock, and a person who sends it tickets."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from adapters.desk.worker import DeskWorker
from bot.features import FEATURES
from bot.ids import CohortId, EventKey, TicketId, new_id
from bot.outbox import Retry, Undeliverable
from bot.ports import Desk, TicketOrder, TicketStatus, UnitOfWork
from bot.references import new_reference
from bot.tickets.drafts import Subject, confirm, draft_ticket
from bot.tickets.model import Ticket, TicketState
from bot.tickets.sealing import open_ticket
from bot.turn import Turn
from tests.stories.world import World

OWNER = "mia"


class Luck(Enum):
    """The fate of one call to the desk."""

    GOOD = auto()
    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    REFUSED = auto()


@dataclass
class Kept:
    """A ticket at the desk."""

    key: str
    number: str
    state: TicketState
    changed_at: datetime


@dataclass
class FakeDesk:
    """Searches before it creates a ticket again. Records changes in `told` if it cannot be polled."""

    can_poll: bool = True
    name: str = "fake"
    tickets: list[Kept] = field(default_factory=list)
    orders: list[TicketOrder] = field(default_factory=list)
    told: list[tuple[TicketState, datetime]] = field(default_factory=list)
    luck: deque[Luck] = field(default_factory=deque)
    calls: int = 0
    _clock: datetime = datetime(2021, 1, 1, tzinfo=UTC)
    _reopened: set[int] = field(default_factory=set)

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        luck = self._next()
        if luck in (Luck.GOOD, Luck.LOST_AFTER):
            known = attempts or not self.can_poll  # one that cannot be asked knows a key again by itself
            if not (known and self._of(order)):
                self.orders.append(order)
                self.tickets.append(
                    Kept(order.key, f"T{len(self.tickets) + 1}", TicketState.OPEN, self._later())
                )
        return self._answer(order, luck)

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable:
        return self._answer(order, self._next())

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        luck = self._next()
        if luck in (Luck.GOOD, Luck.LOST_AFTER) and (self.can_poll or number not in self._reopened):
            self._reopened.add(number)
            self.change(TicketState.OPEN)
        return self._answer(order, luck)

    def change(self, state: TicketState) -> None:
        """Changes the first ticket at the desk, as IT would."""
        if self.tickets and self.tickets[0].state is not state:
            self.tickets[0].state, self.tickets[0].changed_at = state, self._later()
            self.told.append((state, self.tickets[0].changed_at))

    def _of(self, order: TicketOrder) -> Kept | None:
        return next((kept for kept in self.tickets if kept.key == order.key), None)

    def _answer(self, order: TicketOrder, luck: Luck) -> TicketStatus | Retry | Undeliverable:
        match luck:
            case Luck.REFUSED:
                return Undeliverable("no", "none")
            case Luck.LOST_AFTER | Luck.LOST_BEFORE:
                return Retry("lost", timedelta(seconds=60))
            case Luck.GOOD:
                kept = self._of(order)
                if kept is None:
                    return Undeliverable("gone", "none")
                if self.can_poll:
                    return TicketStatus(reference=kept.number, state=kept.state, at=kept.changed_at)
                return TicketStatus(reference=kept.number, state=TicketState.OPEN)

    def _next(self) -> Luck:
        self.calls += 1
        return self.luck.popleft() if self.luck else Luck.GOOD

    def _later(self) -> datetime:
        self._clock += timedelta(seconds=1)
        return self._clock


class Errands:
    """A person with tickets, and the worker that sends them."""

    def __init__(self, world: World, desk: Desk) -> None:
        self.world = world
        self.desk = desk

    @property
    def cohort(self) -> CohortId:
        return self.world.work(lambda u: u.programme.cohorts()[0].id)

    def turn(self, unit: UnitOfWork, name: str = OWNER) -> Turn:
        person, _ = unit.people.enter(EventKey(new_id()), self.world[name].address, self.world.clock.now())
        assert person
        return Turn(unit=unit, person=person, now=self.world.clock.now(), registry=FEATURES)

    def drafts(self, text: str = "No licence key.", *, requester: str = "") -> TicketId:
        subject = Subject(cohort=self.cohort, reference=new_reference())
        return self.world.work(
            lambda u: draft_ticket(self.turn(u), subject, summary="Access", text=text, requester=requester)
        ).id

    def sends(self, text: str = "No licence key.", *, requester: str = "") -> TicketId:
        ticket = self.drafts(text, requester=requester)
        assert self.world.work(lambda u: confirm(self.turn(u), ticket))
        self.world.drains()
        return ticket

    def runs(self) -> int:
        """Runs the worker once and delivers the messages that follow."""
        done = asyncio.run(self.relay().run_once())
        self.world.drains()
        return done

    def relay(self) -> DeskWorker:
        return DeskWorker(self.world.work, self.desk, self.world.clock, changed=lambda: None)

    def ticket(self, ticket: TicketId) -> Ticket:
        found = self.world.work(lambda u: u.tickets.ticket(ticket))
        assert found
        return found

    def words(self, ticket: TicketId) -> str:
        kept = self.ticket(ticket)
        return self.world.work(lambda u: open_ticket(u, kept)).text

    def waits(self, by: timedelta) -> None:
        self.world.clock.advance(by)

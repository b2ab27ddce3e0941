"""Any order of sends, losses, kills, webhooks, polls and reopenings leaves one ticket with its true status."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import deque
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event

from adapters.sql.engine import make_engine
from adapters.sql.tickets import waiting_at_desk
from adapters.sql.unit_of_work import Transactions
from bot.ports import TicketStatus
from bot.privacy.seal import KeyRing
from bot.tickets.model import DeskJobKind, TicketState
from bot.tickets.sealing import open_ticket
from bot.tickets.status import LEASE, apply_status, order_of, poll_soon
from tests.desk.fakes import OWNER, Errands, FakeDesk, Luck
from tests.stories.edges import BrowserEdge
from tests.stories.world import MONDAY, STAFF, World, pair

LUCK = st.lists(st.sampled_from(Luck), max_size=3)
MINUTES = st.sampled_from([1, 6, 40, 60 * 7, 60 * 24])
AT_DESK = st.sampled_from([TicketState.OPEN, TicketState.WAITING, TicketState.DONE])


class Interleavings(RuleBasedStateMachine):
    """One ticket of one person, and a desk that can or cannot be polled."""

    template: Path
    """A database with a pair, as the `world` fixture makes it."""
    ring: KeyRing

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="upmentor-tickets-"))
        shutil.copy(self.template, self.folder / "upmentor.db")
        self.world = world_of(self.folder / "upmentor.db", self.ring)
        self.pressed = 0

    @initialize(can_poll=st.booleans())
    def begins(self, *, can_poll: bool) -> None:
        self.desk = FakeDesk(can_poll=can_poll)
        self.errands = Errands(self.world, self.desk)
        self.ticket = self.errands.sends()

    @rule(luck=LUCK)
    def drains(self, luck: list[Luck]) -> None:
        self.desk.luck = deque(luck)
        self.errands.runs()
        self.desk.luck.clear()

    @rule(luck=st.sampled_from([Luck.LOST_BEFORE, Luck.LOST_AFTER]), again=st.booleans())
    def is_killed_at_an_errand(self, luck: Luck, *, again: bool) -> None:
        """The worker dies before it records the outcome."""
        now = self.world.clock.now()
        claimed = self.world.work(lambda u: u.tickets.claim_jobs(now, until=now + LEASE, limit=4))
        kept = self.errands.ticket(self.ticket)
        order = order_of(kept, self.world.work(lambda u: open_ticket(u, kept)))
        for errand in claimed:
            self.desk.luck = deque([luck])
            if errand.kind is DeskJobKind.CREATE:
                asyncio.run(self.desk.create(order, attempts=errand.attempts))
            else:
                asyncio.run(self.desk.reopen(kept.desk_reference, order, number=errand.number))
        self.desk.luck.clear()
        if again:
            self.world.clock.advance(LEASE)

    @rule(state=AT_DESK)
    def it_acts(self, state: TicketState) -> None:
        self.desk.change(state)

    @precondition(lambda self: self.desk.told)
    @rule(which=st.integers(0, 30))
    def the_desk_calls(self, which: int) -> None:
        """One of the desk's webhooks arrives: late, early, or a second time."""
        self._arrives(*self.desk.told[which % len(self.desk.told)])

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.world.clock.advance(timedelta(minutes=minutes))
        self.world.drains()

    @rule(repeats=st.booleans())
    def the_owner_presses(self, *, repeats: bool) -> None:
        state = self.errands.ticket(self.ticket).state
        self.world[OWNER].does("tickets.reopen", ticket=self.ticket)
        self.pressed += state in (TicketState.DONE, TicketState.FAILED)
        if repeats:
            self.world[OWNER].repeats()

    @invariant()
    def there_is_one_ticket(self) -> None:
        assert len(self.desk.tickets) <= 1

    def teardown(self) -> None:
        if hasattr(self, "ticket"):
            self._ends()
        self.world.engine.dispose()
        shutil.rmtree(self.folder)

    def _ends(self) -> None:
        """Ends all faults: runs waiting jobs, delivers webhooks, and polls again."""
        for _ in range(4):
            self.world.clock.advance(timedelta(days=1))
            self.errands.runs()
            self.errands.runs()
            for state, at in self.desk.told:
                self._arrives(state, at)
        self.world.passes(days=4)
        kept = self.errands.ticket(self.ticket)
        if self.desk.tickets and kept.state is not TicketState.FAILED:
            assert kept.state is self.desk.tickets[0].state
        assert kept.state is not TicketState.QUEUED
        assert waiting_at_desk(self.world.engine)[0] == 0
        self._no_change_rang_twice(kept.reference)

    def _no_change_rang_twice(self, reference: str) -> None:
        rang = [m.notify for m in self.world[OWNER].conversation if m.notify.endswith(f": {reference}")]
        doubled = [one for one, other in pairwise(rang) if one == other]
        assert len(doubled) <= self.pressed, rang
        assert len(rang) <= 1 + len(self.desk.told) + 2 * self.pressed + 1, rang

    def _arrives(self, state: TicketState, at: datetime) -> None:
        now = self.world.clock.now()
        if self.desk.can_poll:
            self.world.work(lambda u: poll_soon(u, self.ticket, now, self.desk))
        else:
            said = TicketStatus(reference="", state=state, at=at)
            self.world.work(lambda u: apply_status(u, self.ticket, said, now=now, desk=self.desk))
        self.world.drains()


def world_of(database: Path, ring: KeyRing) -> World:
    engine = make_engine(f"sqlite:///{database}")
    event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF").close())
    world = World(engine, BrowserEdge(), start=MONDAY + timedelta(hours=1))
    world.ring, world.work = ring, Transactions(engine, ring, world.clock)
    return world


def test_whatever_happens_in_whatever_order(empty_database: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun.db"
    shutil.copy(empty_database, begun)
    ring, _ = KeyRing.fresh()
    world = world_of(begun, ring)
    world.begins(*STAFF, *pair(OWNER, "emil"))
    world.engine.dispose()
    Interleavings.template, Interleavings.ring = begun, ring
    few = settings(
        max_examples=30,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    run_state_machine_as_test(Interleavings, settings=few)

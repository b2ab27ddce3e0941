"""Worlds that begin the same. In one a mentor flags; in its twin nothing of that happens, and all else does."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from adapters.desk.builtin import BuiltInDesk
from adapters.runtime.clock import SimulatedClock
from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.sql.tables import delivery, person
from adapters.sql.unit_of_work import Transactions
from bot.features import COMMANDS
from bot.outbox import Delivery, Outcome
from bot.ports import TicketStatus, UnitOfWork
from bot.privacy.seal import KeyRing
from bot.surface import Button, Buttons, Message, Section
from bot.tickets.model import TicketState
from bot.tickets.status import LEASE, record_job_outcome
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, RecordingMessenger, World, alone, pair

MENTORS: Final = ("mia", "max")
SECRET: Final = "zebra"
"""Stands in every word of a flag."""
STEP: Final = timedelta(hours=2)
REFERENCE: Final = re.compile(r"F-[2-9A-Z]{7}")
_HASH: Final = re.compile(r"\d+ entries: [0-9a-f]{64}")


class Watching(RecordingMessenger):
    """Knows when what was sent to whom."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__()
        self._clock = clock
        self.log: list[tuple[datetime, Delivery]] = []

    async def send(self, delivery: Delivery) -> Outcome:
        self.log.append((self._clock.now(), delivery))
        return await super().send(delivery)


class Twin(World):
    """A story's world with a desk and a clock that steps evenly, so that what is done in one moves nothing else."""

    messenger: Watching

    def watches(self, before: RecordingMessenger | None = None) -> None:
        self.messenger = Watching(self.clock)
        if before is not None:
            vars(self.messenger).update(copy.deepcopy(vars(before)) | {"_clock": self.clock})

    def passes(self, *, days: int = 0, hours: int = 0) -> None:
        end = self.clock.now() + timedelta(days=days, hours=hours)
        while (now := self.clock.now()) < end:
            self.clock.advance(min(STEP, end - now))
            self.ticks()
            self.desk_runs()
            self.drains()

    def desk_runs(self) -> None:
        """The list that Upmentor keeps itself takes what waits for it."""
        self.work(self._desk_runs)

    def _desk_runs(self, unit: UnitOfWork) -> None:
        now, desk = self.clock.now(), BuiltInDesk()
        for errand in unit.tickets.claim_jobs(now, until=now + LEASE, limit=10):
            record_job_outcome(
                unit,
                errand,
                TicketStatus(reference=errand.ticket, state=TicketState.OPEN),
                now=now,
                desk=desk,
            )

    def sees(self, name: str, label: str) -> bool:
        return any(
            button.label.startswith(label)
            for message in self[name].conversation
            for button in pressed(message)
        )

    def messages_to(self, name: str) -> list[tuple[datetime, str]]:
        """Everything sent, with its moment, its preview and its buttons."""
        to = self[name].address
        return [
            (moment, f"{'again ' if one.redraws else ''}{self.plain(one.message)}")
            for moment, one in self.messenger.log
            if one.to == to
        ]

    def plain(self, message: Message) -> str:
        """What a person gets of a message, without what is random in it."""
        labels = [(button.label, button.action.name) for button in pressed(message)]
        shown = f"{message.notify} | {self.edge.reads(message)} | {labels}"
        return _HASH.sub("an anchor", REFERENCE.sub("F-reference", shown))

    def looks(self, name: str) -> list[str]:
        """What each command shows."""
        shown = []
        for command, _ in COMMANDS:
            self[name].types(f"/{command}")
            form = self[name].form
            shown.append(
                f"{command}: {self.edge.reads(form) if form else self.plain(self[name].conversation[-1])}"
            )
            self[name].form = None
        return [REFERENCE.sub("F-reference", one) for one in shown]

    def outbox_of(self, name: str) -> list[tuple[object, ...]]:
        """How the outbox carried what the person got: its moments, its states, its tries."""
        kept = (
            select(
                delivery.c.redraws,
                delivery.c.state,
                delivery.c.attempts,
                delivery.c.created_at,
                delivery.c.not_before,
                delivery.c.next_at,
                delivery.c.settled_at,
                delivery.c.reason,
            )
            .join(person, person.c.id == delivery.c.person)
            .where(person.c.email == self[name].email)
            .order_by(delivery.c.seq)
        )
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(kept)]

    def everything_of(self, name: str) -> object:
        """All that somebody can see or measure."""
        chat = [self.plain(message) for message in self[name].conversation]
        return self.messages_to(name), chat, self.looks(name), self.outbox_of(name)


@dataclass(frozen=True)
class Beginning:
    """Where all twins begin: two pairs have signed, and their first check-in is open."""

    file: Path
    keys: str
    moment: datetime
    messenger: Watching

    def twin(self, at: Path) -> Twin:
        shutil.copy(self.file, at)
        twin = Twin(make_engine(f"sqlite:///{at}"), BrowserEdge(), self.moment)
        twin.ring = KeyRing.parse(self.keys)
        twin.work = Transactions(twin.engine, twin.ring, twin.clock)
        twin.watches(self.messenger)
        return twin


IT: Final = (*STAFF, alone("ira", "it"))


def begin(folder: Path, *rows: str, staff: Sequence[str] = IT) -> Beginning:
    """`rows`: of the roster, beside the staff and two pairs."""
    file = folder / "begun.db"
    migrate(f"sqlite:///{file}")
    world = Twin(make_engine(f"sqlite:///{file}"), BrowserEdge())
    world.ring, keys = KeyRing.fresh()
    world.work = Transactions(world.engine, world.ring, world.clock)
    world.watches()
    world.begins(*staff, *pair("mia", "emil"), *pair("max", "eva"), *rows)
    world.all_sign("mia", "emil", "max", "eva")
    world.passes(days=7, hours=2)
    world.engine.dispose()
    return Beginning(file, keys, world.clock.now(), world.messenger)


def pressed(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        for inner in block.blocks if isinstance(block, Section) else (block,):
            if isinstance(inner, Buttons):
                yield from (item for item in inner.items if isinstance(item, Button))


def flags(
    world: Twin, kind: str, hears: str = "count", *, by: str = "mia", words: str = "", **more: str
) -> None:
    """`hears`: "count", or how and who, as in "unnamed:carl"."""
    telling, _, contact = hears.partition(":")
    picked = f"{telling}:{world.person(contact).id}" if contact else telling
    world[by].types("/scope-flag")
    world[by].fills(kind=kind, detail=words or f"{SECRET} {kind}", hears=picked, **more)

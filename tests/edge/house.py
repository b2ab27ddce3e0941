"""A database with four people, for tests of the runtime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from adapters.runtime.clock import SimulatedClock
from adapters.sql.engine import make_engine
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.unit_of_work import Transactions
from bot.ids import PersonId
from bot.outbox import OutgoingMessage
from bot.people.enrolment import import_roster
from bot.people.roster import Roster, RosterDiff, read_roster
from bot.ports import UnitOfWork
from bot.privacy.seal import KeyRing
from bot.programme.model import Cohort
from bot.programme.turns import create_cohort
from bot.surface import Message, Text

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
PEOPLE = ("ada", "bea", "cy", "dee")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Four people in one cohort. The last is in Slack, for which there is no messenger."""

    url: str
    engine: Engine
    clock: SimulatedClock
    ring: KeyRing
    work: Transactions
    people: Sequence[PersonId]

    def outbox_queue(self) -> SqlOutboxQueue:
        return SqlOutboxQueue(self.engine, self.ring)

    def promise(self, *said: tuple[str, str]) -> None:
        """Enqueues a message for each (name, text), in this order."""
        promises = [
            OutgoingMessage(person=self.people[PEOPLE.index(name)], message=letter(text))
            for name, text in said
        ]
        self.work(lambda unit: unit.outbox.enqueue(promises))


def letter(text: str) -> Message:
    return Message(notify="A letter", blocks=(Text(text),))


@contextmanager
def open_house(url: str) -> Iterator[House]:
    engine, clock = make_engine(url), SimulatedClock(MONDAY)
    ring, _ = KeyRing.fresh()
    work = Transactions(engine, ring, clock)
    try:
        people = work(_move_in)
        yield House(url=url, engine=engine, clock=clock, ring=ring, work=work, people=people)
    finally:
        engine.dispose()


def _move_in(unit: UnitOfWork) -> list[PersonId]:
    made = create_cohort(unit, name="Pilot", now=MONDAY, actor="test")
    assert isinstance(made, Cohort)
    rows = [f"{name}@example.com,{name},team,{_platform(name)},{name},Europe/Berlin" for name in PEOPLE]
    roster = read_roster("\n".join(["email,name,role,platform,user_id,timezone", *rows]).encode())
    assert isinstance(roster, Roster), roster
    assert isinstance(import_roster(unit, "Pilot", roster, now=MONDAY, actor="test"), RosterDiff)
    by_name = {person.name: person.id for person, _ in unit.people.members(made.id)}
    return [by_name[name] for name in PEOPLE]


def _platform(name: str) -> str:
    return "slack" if name == PEOPLE[-1] else "browser"

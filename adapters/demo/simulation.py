"""Simulates the programme: time passes, messages arrive and people act, all through `handle` and `tick`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, TypeAlias, TypeVar

from adapters.demo.client import ShownMessage, SimulatedClient
from adapters.demo.clock import TICK_EVERY, tick_at
from adapters.demo.environment import Environment
from adapters.demo.persona import Persona
from adapters.demo.sample import COHORT, read_sample
from adapters.demo.schedule import Schedule
from adapters.demo.simulated_person import SimulatedPerson
from adapters.demo.temperaments import Temperament, draw_temperaments
from bot.address import Address
from bot.conversation import handle
from bot.outbox import Delivery
from bot.people.enrolment import import_roster
from bot.people.roles import Role
from bot.people.roster import RosterRow
from bot.ports import UnitOfWork, Work
from bot.programme.turns import create_cohort, launch
from bot.reports.model import CohortReport
from bot.reports.turns import cohort_report
from bot.turn import Event, Refused, Reply
from bot.working_hours.calendar import WorkingHours

ACTOR: Final = "operator:demo"

T = TypeVar("T")
Handle: TypeAlias = Callable[[Event, Work, datetime], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The simulation's progress."""

    day: int
    now: datetime
    messages: int
    answers: int


class Simulation:
    """Sample people in the sample programme. The seed decides all that they do."""

    def __init__(self, environment: Environment, *, seed: int, handle: Handle = handle) -> None:
        self._environment = environment
        self._handle = handle
        self._seed = seed
        self._roster = read_sample()
        self._began = environment.clock.now()
        self._messages = 0
        temperaments = draw_temperaments(seed, self._roster.rows)
        rows = sorted(self._roster.rows, key=lambda row: row.email)
        managers = {row.manager_email: row for row in rows if row.manager_email}
        self._people: Mapping[Address, SimulatedPerson] = {
            **{_manager(row): self._person(row, Temperament(), _manager(row)) for row in managers.values()},
            **{_address(row): self._person(row, temperaments[row.email], _address(row)) for row in rows},
        }

    async def run(self, *, days: int, watch: Callable[[Progress], None]) -> None:
        """Launches the cohort and simulates so many days. Nobody acts by themselves afterwards."""
        environment = self._environment
        environment.messenger.on_delivered = self._receive
        self._launch()
        end = self._began + timedelta(days=days)
        next_tick = self._began
        while next_tick <= end:
            if self._act_before(next_tick):
                await environment.app.desk.run_once()
            else:
                tick_at(environment, next_tick)
                next_tick += TICK_EVERY
            await environment.app.relay.run_once()
            watch(self._progress())
        environment.messenger.on_delivered = None

    def report(self) -> CohortReport:
        now = self._environment.clock.now()
        return self._in_transaction(lambda unit: cohort_report(unit, COHORT, as_of=now))

    @property
    def still_to_answer(self) -> list[str]:
        """Names of people with an open check-in that they have not begun."""
        return [person.name for person in self._people.values() if person.has_unanswered]

    @property
    def leads(self) -> list[str]:
        return [row.name for row in self._roster.rows if row.role is Role.LEAD]

    def _launch(self) -> None:
        now = self._environment.clock.now()
        self._in_transaction(lambda unit: create_cohort(unit, name=COHORT, now=now, actor=ACTOR))
        self._in_transaction(lambda unit: import_roster(unit, COHORT, self._roster, now=now, actor=ACTOR))
        self._in_transaction(lambda unit: launch(unit, COHORT, now=now, actor=ACTOR))

    def _act_before(self, moment: datetime) -> bool:
        """Runs the next task of anybody if it is due before the moment; False if none is."""
        waiting = ((at, person) for person in self._people.values() if (at := person.next_at))
        at, person = min(waiting, key=lambda one: one[0], default=(moment, None))
        if person is None or at >= moment:
            return False
        self._environment.clock.advance(at - self._environment.clock.now())
        person.act()
        return True

    def _handle_event(self, event: Event) -> Reply:
        return self._handle(event, self._environment.core.work, self._environment.clock.now())

    def _receive(self, delivery: Delivery, entry: int) -> None:
        self._messages += 1
        self._people[delivery.to].receive(ShownMessage(delivery.message, entry), card=delivery.card)

    def _in_transaction(self, do: Callable[[UnitOfWork], T | Refused]) -> T:
        result = self._environment.core.work(do)
        if isinstance(result, Refused):
            raise ValueError(result.message)
        return result

    def _person(self, row: RosterRow, temperament: Temperament, who: Address) -> SimulatedPerson:
        """A person of the roster, or the line manager of one, who lives in the same zone and country."""
        environment, rng = self._environment, Random(f"{self._seed} {who.user}")  # noqa: S311 - for show, no secret
        client = SimulatedClient(
            who, handle=self._handle_event, history=environment.history, clock=environment.clock
        )
        return SimulatedPerson(
            Persona(
                name=row.name,
                temperament=temperament,
                client=client,
                schedule=Schedule(WorkingHours(row.zone, row.country), rng),
                rng=rng,
                clock=environment.clock,
            )
        )

    def _progress(self) -> Progress:
        now = self._environment.clock.now()
        return Progress(
            day=(now - self._began).days,
            now=now,
            messages=self._messages,
            answers=sum(person.answers for person in self._people.values()),
        )


def _address(row: RosterRow) -> Address:
    return Address(platform=row.platform, workspace=row.tenant_id, user=row.user_id)


def _manager(row: RosterRow) -> Address:
    return Address(platform=row.platform, workspace=row.tenant_id, user=row.manager_email)

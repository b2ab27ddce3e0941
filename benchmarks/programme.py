"""A programme to measure on: one cohort, launched, its charter signed by everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import cycle, islice, product
from typing import Final

from sqlalchemy import Engine

from adapters.runtime.clock import SimulatedClock
from adapters.sql.tables import signature
from adapters.sql.unit_of_work import Transactions
from bot.charter.model import Charter, Terms
from bot.ids import CohortId, OrganisationId, PairingId, PersonId, new_id
from bot.people.model import Membership, Person
from bot.people.roles import Platform, Role
from bot.ports import UnitOfWork
from bot.privacy.seal import KeyRing, new_key_text
from bot.programme.model import Cohort, CohortState, Pairing
from bot.working_hours.calendar import WorkingHours

NAME: Final = "Benchmark"
MONDAY: Final = datetime(2026, 1, 5, 11, tzinfo=UTC)
"""Eleven in the morning in London."""
LONDON: Final = (WorkingHours("Europe/London", "GB"),)
_BATCH = 5_000
_ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Tokyo",
          "Asia/Kolkata", "Asia/Dubai", "Australia/Sydney", "America/Sao_Paulo", "Africa/Lagos")  # fmt: skip
_COUNTRIES = ("GB", "DE", "US", "JP", "IN", "AE", "AU", "BR", "NG", "")
_QUIET: Final = ((None, None), (time(12), time(13)), (time(15), time(23)))


class Programme:
    """The core on a database, with a clock that stands still."""

    def __init__(self, engine: Engine, *, keys: str = "") -> None:
        self.engine = engine
        self.clock = SimulatedClock(MONDAY)
        self.work = Transactions(engine, KeyRing.parse(keys or new_key_text()), self.clock)

    def begin(
        self,
        people: int,
        places: tuple[WorkingHours, ...] = LONDON,
        *,
        platform: Platform = Platform.BROWSER,
        workspace: str = "",
    ) -> Cohort:
        """Half of the people are mentors, each paired with one of the other half."""
        cohort = self.work(_launched)
        everybody = [
            replace(
                _person(cohort.organisation, *one),
                platform=platform,
                workspace=workspace,
                account=f"U{one[0]:08d}",
            )
            for one in enumerate(islice(cycle(places), people))
        ]
        pairs = [
            Pairing(id=PairingId(new_id()), cohort=cohort.id, mentor=mentor.id, executive=executive.id)
            for mentor, executive in zip(everybody[::2], everybody[1::2], strict=True)
        ]
        self._enrol(cohort.id, everybody)
        self.work(lambda unit: unit.programme.pair(pairs))
        self._all_sign(cohort.id, everybody)
        return cohort

    def _enrol(self, cohort: CohortId, everybody: list[Person]) -> None:
        roles = cycle((Role.MENTOR, Role.EXECUTIVE))
        joined = [Membership(cohort, person.id, role) for person, role in zip(everybody, roles, strict=False)]

        def enrol(unit: UnitOfWork) -> None:
            for at in range(0, len(everybody), _BATCH):
                unit.people.save(everybody[at : at + _BATCH])
                unit.people.join(joined[at : at + _BATCH])

        self.work(enrol)

    def _all_sign(self, cohort: CohortId, everybody: list[Person]) -> None:
        """Past the store, which takes one signature at a time."""
        rows = [{"cohort": cohort, "version": 1, "person": p.id, "signed_at": MONDAY} for p in everybody]
        with self.engine.begin() as connection:
            connection.execute(signature.insert(), rows)


def places_on_earth() -> tuple[WorkingHours, ...]:
    """Three hundred: ten zones, ten countries' holidays, three kinds of quiet hours."""
    return tuple(
        WorkingHours(zone, country, *quiet) for zone, country, quiet in product(_ZONES, _COUNTRIES, _QUIET)
    )


def _launched(unit: UnitOfWork) -> Cohort:
    cohort = Cohort(
        id=CohortId(new_id()),
        organisation=unit.programme.organisation(),
        name=NAME,
        state=CohortState.LAUNCHED,
        launched_on=MONDAY.date(),
    )
    unit.programme.add(cohort)
    unit.privacy.make_key(cohort.organisation, cohort.id)
    terms = Terms(teaches=(), keeps=(), it_owns=())
    unit.charters.publish(
        Charter(
            cohort=cohort.id, version=1, terms=terms, published_at=MONDAY, sign_by=MONDAY + timedelta(days=14)
        )
    )
    return cohort


def _person(organisation: OrganisationId, number: int, place: WorkingHours) -> Person:
    email = f"person{number}@example.com"
    return Person(
        id=PersonId(new_id()),
        organisation=organisation,
        email=email,
        name=f"Person {number}",
        platform=Platform.BROWSER,
        zone=place.zone,
        country=place.country,
        quiet_from=place.quiet_from,
        quiet_to=place.quiet_to,
    )

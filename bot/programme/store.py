"""Keeps cohorts and pairings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.ids import CohortId, OrganisationId, PersonId
from bot.programme.model import Cohort, Pairing


class ProgrammeStore(Protocol):
    def organisation(self) -> OrganisationId:
        """The organisation this installation serves."""

    def add(self, cohort: Cohort) -> None: ...

    def save(self, cohort: Cohort) -> None:
        """Replaces what is kept of the cohort; thresholds only ever rise."""

    def cohort(self, cohort: CohortId, *, lock: bool = False) -> Cohort:
        """Raises KeyError for an unknown id."""

    def named(self, name: str) -> Cohort | None: ...

    def cohorts(self) -> tuple[Cohort, ...]:
        """All of them, by name."""

    def due_rounds(self, today: date) -> tuple[CohortId, ...]:
        """Launched cohorts whose next round opens on or before the day."""

    def pair(self, pairings: Sequence[Pairing]) -> None:
        """Adds each; the same two people in the same cohort stay one pairing."""

    def pairings(self, cohort: CohortId) -> tuple[Pairing, ...]: ...

    def pairing_of(self, person: PersonId, cohort: CohortId) -> Pairing | None: ...

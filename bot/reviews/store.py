"""Keeps charter reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from bot.ids import CohortId, PersonId
from bot.reviews.model import Review


class ReviewStore(Protocol):
    def due(self, today: date) -> tuple[tuple[CohortId, int], ...]:
        """Launched cohorts and the day of the review that is due in each (see `review_due`)."""

    def open(self, review: Review, answers: Mapping[PersonId, bytes]) -> bool:
        """Keeps the review with an answer for each person who is asked; False if it was sent already."""

    def review(self, cohort: CohortId, day: int, *, lock: bool = False) -> Review | None: ...

    def due_to_close(self, now: datetime) -> tuple[tuple[CohortId, int], ...]: ...

    def close(self, review: Review, at: datetime) -> None:
        """Closes it, and deletes its answers."""

    def answers(self, cohort: CohortId, day: int) -> Mapping[PersonId, bytes]:
        """Sealed, by person."""

    def asking(self, person: PersonId) -> tuple[tuple[Review, bytes], ...]:
        """The open reviews that ask this person, with their sealed answers."""

    def answer(self, review: Review, person: PersonId, sealed: bytes) -> None:
        """In the place of their earlier answer."""

"""What is kept of charters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.charter.model import Approval, Charter, CharterDraft, Review, Signatures
from bot.ids import CohortId, PersonId


class CharterStore(Protocol):
    def publish(self, charter: Charter) -> None:
        """Adds a version. Raises ValueError unless it is one more than the highest."""

    def current(self, cohort: CohortId) -> Charter | None:
        """The highest version."""

    def version(self, cohort: CohortId, version: int) -> Charter | None: ...

    def sign(self, charter: Charter, person: PersonId, at: datetime) -> None:
        """Keeps the first signature of a person under a version; a second one changes nothing."""

    def signatures(self, cohort: CohortId, version: int) -> Signatures: ...

    # What a lead writes

    def keep_draft(self, draft: CharterDraft) -> None:
        """One an author and cohort: it takes the place of the one before."""

    def draft(self, cohort: CohortId, author: PersonId) -> CharterDraft | None: ...

    def drop_draft(self, cohort: CohortId, author: PersonId) -> None: ...

    # The mentors' time

    def approvals(self, cohort: CohortId) -> Mapping[PersonId, Approval]:
        """By mentor."""

    def approve(self, approvals: Sequence[Approval]) -> None:
        """Keeps each, in the place of the mentor's earlier one in the cohort."""

    # Reviews

    def due_reviews(self, today: date) -> tuple[tuple[CohortId, int], ...]:
        """Launched cohorts and the day of the review that is due in each (see `review_due`)."""

    def open_review(self, review: Review, answers: Mapping[PersonId, bytes]) -> bool:
        """Keeps the review with an answer for each person who is asked; False if it was sent already."""

    def review(self, cohort: CohortId, day: int, *, lock: bool = False) -> Review | None: ...

    def reviews_to_close(self, now: datetime) -> tuple[tuple[CohortId, int], ...]: ...

    def close_review(self, review: Review, at: datetime) -> None:
        """Closes it, and deletes its answers."""

    def review_answers(self, cohort: CohortId, day: int) -> Mapping[PersonId, bytes]:
        """Sealed, by person."""

    def reviews_of(self, person: PersonId) -> tuple[tuple[Review, bytes], ...]:
        """The open reviews that ask this person, with their sealed answers."""

    def answer_review(self, review: Review, person: PersonId, sealed: bytes) -> None:
        """In the place of their earlier answer."""

"""Keeps charters."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.charter.model import Charter, CharterDraft, Signatures
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

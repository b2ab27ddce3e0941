"""Keeps scope flags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.flags.model import Flag, FlagCount, FlagEntry, FlagKind
from bot.ids import CohortId, FlagId, PersonId


class FlagStore(Protocol):
    """Reading with `lock` holds the row until the transaction ends."""

    def keep(self, flag: Flag) -> None:
        """Adds or replaces."""

    def flag(self, flag: FlagId, *, lock: bool = False) -> Flag | None: ...

    def drop(self, flag: FlagId) -> None:
        """Deletes a draft that was not sent; any other flag stays."""

    def raised_by(self, pseudonym: str) -> tuple[Flag, ...]:
        """Newest first."""

    def waiting_for(self, contact: PersonId) -> tuple[Flag, ...]:
        """Those that wait for this contact, oldest first."""

    def overdue(self, now: datetime, limit: int) -> tuple[FlagId, ...]:
        """Those whose contact should have acted by now, and whose mentor has not been told so."""

    def add_entry(self, entry: FlagEntry) -> bool:
        """False if the thread has an entry of that number."""

    def entries(self, flag: FlagId) -> tuple[FlagEntry, ...]:
        """In order."""

    def drop_entries(self, flag: FlagId) -> None: ...

    def counts(self, cohort: CohortId, *, before: datetime) -> Mapping[FlagKind, FlagCount]: ...

    def tell_pattern(self, pseudonym: str, pattern: str, *, at: datetime, since: datetime) -> bool:
        """Notes that the author was told of the pattern; False if they were already told after `since`."""

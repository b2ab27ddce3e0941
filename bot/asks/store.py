"""Keeps asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.asks.model import Ask, Lane
from bot.ids import AskId, CohortId, PairingId


class AskStore(Protocol):
    """Reading with `lock` holds the row until the transaction ends."""

    def keep(self, asked: Ask) -> None:
        """Adds or replaces."""

    def ask(self, ask: AskId, *, lock: bool = False) -> Ask | None: ...

    def agenda(self, pairing: PairingId) -> tuple[Ask, ...]:
        """The agenda, oldest first."""

    def due_digests(self, now: datetime, limit: int) -> tuple[PairingId, ...]:
        """Pairings with something on the agenda that the mentor is to be told by now."""

    def stale_drafts(self, before: datetime, limit: int) -> tuple[AskId, ...]:
        """Drafts asked before then, oldest first."""

    def tally(self, cohort: CohortId, *, suggested: Lane, chosen: Lane) -> None:
        """Counts one more request of this cohort that was suggested for one lane and sent down another."""

    def tallies(self, cohort: CohortId) -> Mapping[tuple[Lane, Lane], int]:
        """By (suggested, chosen)."""

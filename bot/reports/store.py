"""Keeps releases: the only thing a report reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.checkins.model import Round
from bot.ids import CohortId
from bot.privacy.release import ReleasedCount, RoundRelease
from bot.reports.model import Release


class ReportStore(Protocol):
    def keep_release(self, closed: Round, shown: RoundRelease) -> None:
        """Keeps the participation and the cells; `shown.kept` is not its business. Never changed after."""

    def keep_counts(self, closed: Round, counts: Sequence[ReleasedCount]) -> None:
        """Adds the counts of a round whose release is kept. Never changed after."""

    def releases(self, cohort: CohortId) -> tuple[Release, ...]:
        """By round number; `kept` is empty in each."""

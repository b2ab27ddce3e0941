"""What is kept of releases: the only thing a report reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.checkins.model import Round
from bot.ids import CohortId
from bot.privacy.release import RoundRelease


@dataclass(frozen=True, slots=True)
class Release:
    """What a closed round may show, for good."""

    round: Round
    shown: RoundRelease


class ReportStore(Protocol):
    def keep_release(self, closed: Round, shown: RoundRelease) -> None:
        """Keeps the participation, the cells and the counts; `shown.kept` is not its business. Never changed after."""

    def releases(self, cohort: CohortId) -> tuple[Release, ...]:
        """By round number; `kept` is empty in each."""

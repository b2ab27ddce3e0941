"""The cohort report, read from releases and from what everybody may know; nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.checkins.model import Round
from bot.privacy.cells import Withheld
from bot.privacy.release import RoundRelease
from bot.programme.model import Cohort

FAMILIES = ("capability", "performance", "talent")
NO_WAVE = "no measurement wave has closed, and nothing was imported"
NOT_COUNTED = "flags are counted when a check-in closes, and none has"


@dataclass(frozen=True, slots=True)
class Release:
    """The published part of a closed round, for good."""

    round: Round
    shown: RoundRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortReport:
    """The facts of `/cohort-report`. `people`: how many of each role the roster has."""

    cohort: Cohort
    as_of: datetime
    people: Mapping[str, int]
    pairs: int
    pairs_signed: int
    releases: Sequence[Release]

    @property
    def counted(self) -> tuple[Release, ...]:
        """Those that say how many scope flags there were until then."""
        return tuple(release for release in self.releases if release.shown.counts)

    @property
    def withheld(self) -> tuple[tuple[str, str], ...]:
        """Where something is not shown, and why: each question once, and each family without a measurement."""
        return (
            *self.withheld_of_check_ins,
            *self._withheld_counts(),
            *((f, NO_WAVE) for f in FAMILIES),
        )

    @property
    def withheld_of_check_ins(self) -> tuple[tuple[str, str], ...]:
        return (*self._withheld_participation(), *self._withheld_questions())

    def _withheld_participation(self) -> list[tuple[str, str]]:
        return [
            (f"check-in {release.round.number}, {part.role}s, participation", part.withheld)
            for release in self.releases
            for part in release.shown.participation
            if part.withheld
        ]

    def _withheld_questions(self) -> list[tuple[str, str]]:
        found = {
            (f"check-in {release.round.number}, {cell.role}s, {cell.question}", cell.shown.reason): None
            for release in self.releases
            for cell in release.shown.cells
            if isinstance(cell.shown, Withheld)
        }
        return list(found)

    def _withheld_counts(self) -> list[tuple[str, str]]:
        if not self.counted:
            return [("scope", NOT_COUNTED)]
        return [
            (f"check-in {release.round.number}, scope, {count.kind}", count.withheld)
            for release in self.counted
            for count in release.shown.counts
            if count.withheld
        ]

"""How many flags a report may show of a cohort, fixed when a round closes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.flags.model import FlagKind
from bot.privacy.bands import Thresholds, number_band
from bot.privacy.release import ReleasedCount


def release_counts(
    counts: Mapping[FlagKind, int], *, mentors: int, thresholds: Thresholds
) -> tuple[ReleasedCount, ...]:
    """Flags up to a round's close, of every kind, each in a band.

    Kinds with none and with a few look alike. There is no total, since a kind could be subtracted from it. Where fewer
    mentors could have flagged than a cell needs people, every kind is withheld: their executives would guess.
    """
    if mentors < thresholds.cells:
        return tuple(_withheld(kind, f"fewer than {thresholds.cells} mentors") for kind in FlagKind)
    return tuple(_count(kind, counts.get(kind, 0), thresholds) for kind in FlagKind)


def _count(kind: FlagKind, flags: int, thresholds: Thresholds) -> ReleasedCount:
    if flags < thresholds.cells:
        return _withheld(kind, f"fewer than {thresholds.cells} flags")
    return ReleasedCount(kind=kind.value, flags=number_band(flags))


def _withheld(kind: FlagKind, reason: str) -> ReleasedCount:
    return ReleasedCount(kind=kind.value, withheld=reason)

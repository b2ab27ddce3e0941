"""How many flags a report may show of a cohort, fixed when a round closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.flags.model import FlagCount, FlagKind
from bot.privacy.cells import FLAGS_MIN, number_band
from bot.privacy.release import ReleasedCount

MENTORS_MIN: Final = 5
"""With fewer mentors who could have flagged, no kind is counted."""
AUTHORS_MIN: Final = 3
"""Flags of fewer different mentors are not counted: five flags of one mentor would be a number about one person."""
_NONE: Final = FlagCount(0, 0)


def release_counts(counts: Mapping[FlagKind, FlagCount], *, mentors: int) -> tuple[ReleasedCount, ...]:
    """Flags up to a round's close, of every kind, each in a band.

    Kinds with none and with a few look alike. There is no total, since a kind could be subtracted from it. Where fewer
    mentors could have flagged than MENTORS_MIN, every kind is withheld: their executives would guess.
    """
    if mentors < MENTORS_MIN:
        return tuple(_withheld(kind, f"fewer than {MENTORS_MIN} mentors") for kind in FlagKind)
    return tuple(_count(kind, counts.get(kind, _NONE)) for kind in FlagKind)


def _count(kind: FlagKind, count: FlagCount) -> ReleasedCount:
    if count.flags < FLAGS_MIN or count.mentors < AUTHORS_MIN:
        return _withheld(kind, f"fewer than {FLAGS_MIN} flags of {AUTHORS_MIN} mentors")
    return ReleasedCount(kind=kind.value, flags=number_band(count.flags))


def _withheld(kind: FlagKind, reason: str) -> ReleasedCount:
    return ReleasedCount(kind=kind.value, withheld=reason)

"""Cells: one number of a release, and the thresholds below which there is none.

A cell is a count with noise (`noise`), shown as a share rounded to tens. Rounds that closed before noise came show a
band of ten per cent instead; those cells are only read, never made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.privacy.noise import EPSILON, RandBelow, noisy_count

CELLS_MIN: Final = 8
"""No cell is released of fewer answers than this, whatever a cohort's thresholds are."""
WAVES_MIN: Final = 8
"""No wave outcome is released with fewer people than this on a side."""
FLAGS_MIN: Final = 5
"""No number of scope flags below this is released."""
_MANY: Final = 10


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many answers a cell, and how many people a side of a wave outcome, need in a cohort. They never fall."""

    cells: int = CELLS_MIN
    waves: int = WAVES_MIN

    def __post_init__(self) -> None:
        if self.cells < CELLS_MIN:
            raise ValueError(f"a cell needs at least {CELLS_MIN} answers")
        if self.waves < WAVES_MIN:
            raise ValueError(f"a wave outcome needs at least {WAVES_MIN} people a side")

    def raised_to(self, *, cells: int | None = None, waves: int | None = None) -> Thresholds:
        """Raises ValueError for a value lower than it was."""
        raised = Thresholds(
            self.cells if cells is None else cells,
            self.waves if waves is None else waves,
        )
        if raised.cells < self.cells or raised.waves < self.waves:
            raise ValueError("a threshold may rise, and never fall")
        return raised


@dataclass(frozen=True, slots=True)
class NoisyCell:
    """A count with noise, clamped to 0..of. `of` is how many answered, which the leads are told anyway."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of or self.of == 0:
            raise ValueError("a noisy count lies between nobody and everybody")

    @property
    def points(self) -> float:
        """The share in per cent, unrounded: for comparing two rounds."""
        return 100 * self.count / self.of

    @property
    def share(self) -> int:
        """The share in per cent, rounded to tens; halves go up."""
        return (200 * self.count + 10 * self.of) // (20 * self.of) * 10


@dataclass(frozen=True, slots=True)
class BandedCell:
    """What a round showed that closed under the rule before: a band of shares and a band of people."""

    share: str
    people: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that shows nothing, and why."""

    reason: str


Shown: TypeAlias = NoisyCell | BandedCell | Withheld


def cell_of(chose: int, of: int, rand_below: RandBelow) -> NoisyCell:
    """The count with fresh noise. Draw once for each cell of a release: the mean of two draws would tell more."""
    return NoisyCell(noisy_count(chose, of, rand_below), of)


def too_few_answers(thresholds: Thresholds) -> Withheld:
    return Withheld(f"fewer than {thresholds.cells} answers")


def number_band(number: int) -> str:
    """A number of scope flags as a band. Raises ValueError below `FLAGS_MIN`."""
    if number < FLAGS_MIN:
        raise ValueError(f"no number below {FLAGS_MIN} is shown")
    return f"{_MANY} or more" if number >= _MANY else f"{FLAGS_MIN} to {_MANY - 1}"


def plain(shown: Shown) -> Mapping[str, str | int]:
    """The cell as the report's JSON has it. `share` of a noisy cell is per cent rounded to tens."""
    match shown:
        case NoisyCell(share=share):
            return {"share": share, "noise": EPSILON}
        case BandedCell(share=band, people=people):
            return {"share": band, "people": people}
        case Withheld(reason=reason):
            return {"withheld": reason}

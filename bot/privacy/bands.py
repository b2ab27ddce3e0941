"""Bands: how coarse a confidential cell is.

A cell must not tell that nobody chose it, that everybody did, or exactly how many answered. So the first and
the last band hold at least two counts each, whatever the group: among fewer than ten people one person is
more than 10 %, and the outer bands reach up to 30 % and down to 70 %. An edge belongs to the band above it,
except that "under 10 %" keeps its own: without that, one in ten would leave nobody alone in the first band.

What a band cannot hide: among few people a middle band holds one count or two, and the cells of a question
add up to its answers. Whoever also knows how many answered can often work out the counts, though never whose
answers they are, nor that everybody gave the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

PEOPLE_MIN: Final = 5
"""Nothing is shown of fewer people than this, whatever a cohort's thresholds are."""
WAVES_MIN: Final = 8
"""Nor a wave outcome with fewer on a side."""
_MANY: Final = 10


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many people a cell and a side of a wave outcome need in a cohort. They may rise and never fall."""

    cells: int = PEOPLE_MIN
    waves: int = WAVES_MIN

    def __post_init__(self) -> None:
        if self.cells < PEOPLE_MIN:
            raise ValueError(f"a cell needs at least {PEOPLE_MIN} people")
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
class Cell:
    """The visible part of a confidential cell."""

    share: str
    people: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A cell that shows nothing, and why."""

    reason: str


Shown: TypeAlias = Cell | Withheld


def cell_of(chose: int, answered: int, thresholds: Thresholds) -> Shown:
    """The cell of `chose` among `answered`, or withheld below the threshold."""
    if answered < thresholds.cells:
        return too_few_answers(thresholds)
    return Cell(share_band(chose, answered), people_band(answered))


def too_few_answers(thresholds: Thresholds) -> Withheld:
    return Withheld(f"fewer than {thresholds.cells} answers")


def people_band(people: int) -> str:
    """Raises ValueError below `PEOPLE_MIN`."""
    if people < PEOPLE_MIN:
        raise ValueError(f"nothing is shown of fewer than {PEOPLE_MIN} people")
    return number_band(people)


def number_band(number: int) -> str:
    """Of whatever is counted. Raises ValueError below `PEOPLE_MIN`."""
    if number < PEOPLE_MIN:
        raise ValueError(f"no number below {PEOPLE_MIN} is shown")
    return f"{_MANY} or more" if number >= _MANY else f"{PEOPLE_MIN} to {_MANY - 1}"


def share_band(chose: int, answered: int) -> str:
    """Raises ValueError below `PEOPLE_MIN` answers, or if more chose than answered."""
    if answered < PEOPLE_MIN:
        raise ValueError(f"nothing is shown of fewer than {PEOPLE_MIN} people")
    if not 0 <= chose <= answered:
        raise ValueError("a share lies between nobody and everybody")
    outer = 10 if answered >= _MANY else 30
    if chose * 100 <= outer * answered:
        return f"under {outer} %"
    if chose * 100 >= (100 - outer) * answered:
        return f"over {100 - outer} %"
    low = chose * 10 // answered * 10
    return f"{low} to {low + 10} %"


def plain(shown: Shown) -> dict[str, str]:
    """As the report's JSON has it."""
    match shown:
        case Cell(share=share, people=people):
            return {"share": share, "people": people}
        case Withheld(reason=reason):
            return {"withheld": reason}

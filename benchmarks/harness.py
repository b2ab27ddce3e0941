"""Pairs of runs, medians, and what is written down of them.

A shared machine is quick one second and slow the next, so a number alone says little. Each run of ours has a run of
the baseline right beside it, first and second in turn, and the ratio is the median of the ratios of these pairs.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final, TypeAlias

import msgspec

_ROOT: Final = Path(__file__).parents[1]

Run: TypeAlias = Callable[[], float]
"""Does something once and says what was measured: seconds, MiB, or how many a second."""


def python_path() -> str:
    """Of a process that imports this tree from any folder, and what the machine's has beside it."""
    return os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table, and one object in results.json."""

    name: str
    what: str
    """Unit first, then what was done beside what."""
    baseline: float
    ours: float
    ratio: float
    """Ours to the baseline's."""
    goal: str
    runs: int
    """Pairs of runs behind the medians."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paired:
    """Medians of pairs of runs."""

    baseline: float
    ours: float
    ratio: float
    runs: int

    def named(self, name: str, what: str, *, goal: str = "", note: str = "") -> Result:
        return Result(
            name=name,
            what=what,
            baseline=_short(self.baseline),
            ours=_short(self.ours),
            ratio=_short(self.ratio),
            goal=goal,
            runs=self.runs,
            note=note,
        )


def paired(baseline: Run, ours: Run, *, runs: int, warm_up: bool = True) -> Paired:
    """Runs both `runs` times, turn about, after once unmeasured: caches fill and statements get prepared."""
    if warm_up:
        baseline()
        ours()
    pairs = [_pair(baseline, ours, is_swapped=bool(number % 2)) for number in range(runs)]
    return Paired(
        baseline=median(theirs for theirs, _ in pairs),
        ours=median(mine for _, mine in pairs),
        ratio=median(mine / theirs for theirs, mine in pairs),
        runs=runs,
    )


def seconds(do: Callable[[], object]) -> float:
    """How long it takes, with the garbage of others collected before."""
    gc.collect()
    began = perf_counter()
    do()
    return perf_counter() - began


@contextmanager
def settled_memory() -> Iterator[None]:
    """Leaves what is there already out of collections: a full one stops this process for 100 ms, which a load
    generator would count as lateness of the server."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _pair(baseline: Run, ours: Run, *, is_swapped: bool) -> tuple[float, float]:
    if is_swapped:
        mine = ours()
        return baseline(), mine
    theirs = baseline()
    return theirs, ours()


def _short(number: float) -> float:
    """Three digits: more would be noise."""
    return float(f"{number:.3g}")

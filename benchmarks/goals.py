"""Compares a run with its goals and with the numbers that are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.harness import Result

_GOAL: Final = re.compile(r"(ratio|ours) ([≤≥<]) ([\d.]+)")
_MORE_IS_BETTER: Final = frozenset({"turns/s", "commands/s", "messages/s", "requests/s", "share", "%"})
_LESS_IS_BETTER: Final = frozenset({"s", "ms", "MiB", "points"})
_FIFTH: Final = 0.2


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound for one number of a result."""

    number: str
    sign: str
    bound: float

    def is_met(self, result: Result) -> bool:
        measured = result.ratio if self.number == "ratio" else result.ours
        match self.sign:
            case "≤":
                return measured <= self.bound
            case "<":
                return measured < self.bound
            case _:
                return measured >= self.bound


def parse_goal(text: str) -> Goal | None:
    """None where there is no goal. Raises ValueError for a goal that begins with no bound."""
    if not text:
        return None
    found = _GOAL.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no goal; one begins like 'ratio ≥ 0.5' or 'ours < 100 ms'")
    number, sign, bound = found.groups()
    return Goal(number, sign, float(bound))


def find_misses(measured: Sequence[Result]) -> list[str]:
    """One sentence for each result that misses its goal."""
    goals = [(one, parse_goal(one.goal)) for one in measured]
    return [_miss(one) for one, goal in goals if goal and not goal.is_met(one)]


def find_regressions(measured: Sequence[Result], kept: Sequence[Result]) -> list[str]:
    """One sentence for each result whose ratio is a fifth worse than the kept one of the same thing."""
    before = {(one.name, one.what): one for one in kept}
    pairs = [(one, before[one.name, one.what]) for one in measured if (one.name, one.what) in before]
    return [
        f"{one.name} is a fifth worse: ratio {one.ratio:g}, {old.ratio:g} before ({one.what})"
        for one, old in pairs
        if _is_a_fifth_worse(one, old)
    ]


def _miss(one: Result) -> str:
    return f"{one.name} misses {one.goal}: ours {one.ours:g}, ratio {one.ratio:g} ({one.what})"


def _is_a_fifth_worse(one: Result, old: Result) -> bool:
    more_is_better = _is_more_better(one.what)
    if one.ratio == old.ratio:  # also for 0, of which a fifth is nothing
        return False
    if more_is_better:
        return one.ratio <= old.ratio * (1 - _FIFTH)
    return one.ratio >= old.ratio * (1 + _FIFTH)


def _is_more_better(what: str) -> bool:
    unit = what.partition(":")[0]
    if unit not in _MORE_IS_BETTER | _LESS_IS_BETTER:
        raise ValueError(f"nobody said whether more {unit!r} is better or worse")
    return unit in _MORE_IS_BETTER

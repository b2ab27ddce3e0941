"""What sample people answer: at first hesitantly, later from habit, each in their own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from adapters.demo.temperaments import Temperament
from bot.privacy.release import DECLINED

_Weights = Mapping[str, int]

_DRIFT: Final[Mapping[str, Sequence[_Weights]]] = {
    "changed": (
        {"nothing_yet": 45, "tried": 45, "habit": 10},
        {"nothing_yet": 15, "tried": 45, "habit": 30, "workflow": 10},
        {"nothing_yet": 5, "tried": 25, "habit": 40, "workflow": 30},
        {"tried": 15, "habit": 40, "workflow": 45},
    ),
    "unsure": (
        {"clear": 25, "some": 50, "unclear": 25},
        {"clear": 50, "some": 38, "unclear": 12},
        {"clear": 65, "some": 28, "unclear": 7},
    ),
    "reused": (
        {"no": 80, "once": 8, "unknown": 12},
        {"no": 55, "once": 25, "often": 8, "unknown": 12},
        {"no": 32, "once": 33, "often": 25, "unknown": 10},
    ),
    "support": (
        {"time": 25, "examples": 35, "tools": 15, "clarity": 17, "peers": 5, "nothing": 3},
        {"time": 25, "examples": 22, "tools": 20, "clarity": 13, "peers": 12, "nothing": 8},
        {"time": 20, "examples": 13, "tools": 15, "clarity": 7, "peers": 27, "nothing": 18},
    ),
}
"""For each question, how likely its answers are in somebody's first check-in, their second and so on."""


def opinion(question: str, options: Sequence[str], count: int, temperament: Temperament, luck: Random) -> str:
    """One of the options, for somebody answering their `count`-th check-in."""
    if question == temperament.declines and DECLINED in options:
        return DECLINED
    offered = [option for option in options if option != DECLINED]
    if question == "safe_to_raise":
        return _nearest(offered, _felt(count, temperament.mood, luck))
    if question not in _DRIFT:
        return luck.choice(offered)
    stages = _DRIFT[question]
    weights = stages[min(count, len(stages)) - 1]
    return luck.choices(offered, [weights.get(option, 0) for option in offered])[0]


def _felt(count: int, mood: int, luck: Random) -> int:
    """Most feel safer from one check-in to the next; a few do not."""
    return mood + sum(luck.choices((-1, 0, 1), (8, 47, 45))[0] for _ in range(count - 1))


def _nearest(steps: Sequence[str], felt: int) -> str:
    return min(steps, key=lambda step: abs(int(step) - felt))

"""Draws answers of sample people: hesitant at first, from habit later, and as their temperament is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

from adapters.demo.temperaments import Temperament
from bot.privacy.release import DECLINED

_Weights = Mapping[str, int]

_WEIGHTS: Final[Mapping[str, Sequence[_Weights]]] = {
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
"""Weights of each question's answers in somebody's first check-in, the second and so on."""


def draw_answer(
    question: str, options: Sequence[str], count: int, temperament: Temperament, rng: Random
) -> str:
    """Draws one of the options for somebody's `count`-th check-in."""
    if question == temperament.declines and DECLINED in options:
        return DECLINED
    offered = [option for option in options if option != DECLINED]
    if question == "safe_to_raise":
        return _nearest(offered, _felt(count, temperament.mood, rng))
    if question not in _WEIGHTS:
        return rng.choice(offered)
    stages = _WEIGHTS[question]
    weights = stages[min(count, len(stages)) - 1]
    return rng.choices(offered, [weights.get(option, 0) for option in offered])[0]


def _felt(count: int, mood: int, rng: Random) -> int:
    """A random walk from `mood`: most feel safer from check-in to check-in, a few do not."""
    return mood + sum(rng.choices((-1, 0, 1), (8, 47, 45))[0] for _ in range(count - 1))


def _nearest(steps: Sequence[str], felt: int) -> str:
    return min(steps, key=lambda step: abs(int(step) - felt))

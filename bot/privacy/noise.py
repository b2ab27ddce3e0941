"""Two-sided geometric noise for the counts of a release (the geometric mechanism).

Source: Ghosh, Roughgarden, Sundararajan, "Universally utility-maximizing privacy mechanisms", 2009. The sampler is
exact: it draws whole numbers from a cryptographic source and uses no floating point, whose rounding would leak
(Mironov, "On significance of the least significant bits for differential privacy", 2012).

One changed answer moves two counts of a question by one each: the option it leaves and the option it takes. Noise with
P(k) proportional to e^-|k| on each count therefore bounds what one changed answer does to a question at epsilon = 2:
no set of results becomes more than e^2 = 7.4 times as likely.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

EPSILON: Final = 2
"""For one changed answer to one question of one round."""
_MOVED: Final = 2
"""Counts that one changed answer moves."""
ALPHA: Final = math.exp(-EPSILON / _MOVED)
"""The ratio of the chances of neighbouring amounts of noise. `two_sided_geometric` draws for this value only."""
CHANCE: Final = 0.05
"""How often noise alone may look like a change."""

RandBelow: TypeAlias = Callable[[int], int]
"""A whole number from 0 to below the argument, each as likely; `secrets.randbelow` in use."""


def two_sided_geometric(rand_below: RandBelow) -> int:
    """Draws k with probability (1 - ALPHA) / (1 + ALPHA) * ALPHA^|k|: the difference of two geometric draws."""
    return _geometric(rand_below) - _geometric(rand_below)


def noisy_count(count: int, of: int, rand_below: RandBelow) -> int:
    """The count with noise, clamped to 0..of. Clamping reads nothing but the noisy count, so it costs nothing."""
    return min(max(count + two_sided_geometric(rand_below), 0), of)


def probability(amount: int) -> float:
    """The chance of exactly this amount of noise."""
    return (1 - ALPHA) / (1 + ALPHA) * ALPHA ** abs(amount)


@cache
def explained_by_noise(before_of: int, after_of: int) -> float:
    """The largest change of a share, in points, that two draws of noise exceed with a chance of CHANCE at most.

    `before_of` and `after_of` are how many answered each time.
    """
    chances: dict[float, float] = {}
    for first in range(-_FAR, _FAR + 1):
        for second in range(-_FAR, _FAR + 1):
            points = abs(100 * second / after_of - 100 * first / before_of)
            chances[points] = chances.get(points, 0.0) + probability(first) * probability(second)
    beyond = 0.0
    for points in sorted(chances, reverse=True):
        beyond += chances[points]
        if beyond > CHANCE:
            return points
    return 0.0


_FAR: Final = 30
"""Noise beyond this has a chance below 1e-12."""


def _geometric(rand_below: RandBelow) -> int:
    """How many successes come before the first failure, each with the chance e^-1."""
    successes = 0
    while _is_one_in_e(rand_below):
        successes += 1
    return successes


def _is_one_in_e(rand_below: RandBelow) -> bool:
    """True with the chance e^-1, exactly: von Neumann's series 1 - 1 + 1/2 - 1/6 + ..., drawn term by term.

    The loop goes on from k to k + 1 with the chance 1/k, so it ends at k with the chance 1/(k-1)! - 1/k!. Summed over
    odd k that is e^-1. Source: Canonne, Kamath, Steinke, "The discrete Gaussian for differential privacy", 2020,
    algorithm 1 for gamma = 1.
    """
    k = 1
    while rand_below(k) == 0:
        k += 1
    return k % 2 == 1

"""A release's worth and its secrecy: shares with noise beside the bands of release 0.1.

Enumerated exactly over all ways in which the answers may spread over three options, each as likely, unless a line says
otherwise. The attacker knows every answer but one, and how many answered. They *prove* the last answer where only one
option can lead to what is shown, and else guess the option that leads to it most likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random
from statistics import fmean

from benchmarks.harness import Result
from bot.privacy.cells import NoisyCell
from bot.privacy.noise import noisy_count, probability

OPTIONS = 3
TYPICAL = (0.5, 0.3, 0.2)
"""The chance of each option where answers are drawn: a question with a clear favourite."""
_FARTHEST = 40
"""Noise beyond this has a chance below 1e-17."""


@dataclass(frozen=True, slots=True)
class Size:
    groups: Sequence[int] = (8, 12, 25)
    draws: int = 20_000


def measure(size: Size) -> Iterator[Result]:
    for of in size.groups:
        yield from _worth(of, size.draws)
        yield from _secrecy(of)


def _worth(of: int, draws: int) -> Iterator[Result]:
    random = Random(of)
    truth = [_drawn(of, random) for _ in range(draws)]
    noisy = [[noisy_count(count, of, random.randrange) for count in counts] for counts in truth]
    shares = [[NoisyCell(count, of).share for count in counts] for counts in noisy]
    bands = [[_middle(band(count, of)) for count in counts] for counts in truth]
    note = f"{draws} draws, options chosen with {TYPICAL}"
    yield _result(
        f"points: mean error of a share, {of} answers",
        _error(truth, bands, of),
        _error(truth, shares, of),
        note=note,
    )
    yield _result(
        f"%: the favourite option is shown as such, {of} answers",
        _favourite(truth, bands),
        _favourite(truth, noisy),
        note=note,
    )


def _secrecy(of: int) -> Iterator[Result]:
    unproved, guessed = _attacked_by_all_others(of)
    band_unproved, band_guessed = _bands_attacked_by_all_others(of)
    yield _result(
        f"%: the last of {of} answers stays unproved by all others",
        band_unproved,
        unproved,
        goal="ours ≥ 100",
    )
    yield _result(
        f"%: the last of {of} answers is not guessed by all others",
        100 - band_guessed,
        100 - guessed,
        note="two thirds where they only guess by chance",
    )


@cache
def shares_of(count: int, of: int) -> Mapping[int, float]:
    """The chance of each share that may be shown of a true count."""
    chances: dict[int, float] = {}
    for amount in range(-_FARTHEST, _FARTHEST + 1):
        share = NoisyCell(min(max(count + amount, 0), of), of).share
        chances[share] = chances.get(share, 0.0) + probability(amount)
    return chances


def band(count: int, of: int) -> tuple[int, int]:
    """The band that release 0.1 showed, from and to per cent; its outer bands are wider below ten answers."""
    outer = 10 if of >= 10 else 30
    if count * 100 <= outer * of:
        return (0, outer)
    if count * 100 >= (100 - outer) * of:
        return (100 - outer, 100)
    low = count * 10 // of * 10
    return (low, low + 10)


def _attacked_by_all_others(of: int) -> tuple[float, float]:
    """How often the last answer stays unproved, and how often a guess at it is right, in per cent."""
    proved: list[float] = []
    guessed: list[float] = []
    for others in _spreads(of - 1):
        with_last = [_plus(others, option) for option in range(OPTIONS)]
        shown = product(
            *(
                {share for counts in with_last for share in shares_of(counts[cell], of)}
                for cell in range(OPTIONS)
            )
        )
        chances = [[_chance(counts, shares, of) for counts in with_last] for shares in shown]
        proved.append(sum(max(row) for row in chances if sum(chance > 0 for chance in row) == 1) / OPTIONS)
        guessed.append(sum(max(row) for row in chances) / OPTIONS)
    return 100 * (1 - fmean(proved)), 100 * fmean(guessed)


def _bands_attacked_by_all_others(of: int) -> tuple[float, float]:
    proved: list[float] = []
    guessed: list[float] = []
    for others in _spreads(of - 1):
        shown = [tuple(band(count, of) for count in _plus(others, option)) for option in range(OPTIONS)]
        leads_here = Counter(shown)
        proved.append(sum(leads_here[one] == 1 for one in shown) / OPTIONS)
        guessed.append(len(leads_here) / OPTIONS)
    return 100 * (1 - fmean(proved)), 100 * fmean(guessed)


def _chance(counts: Sequence[int], shares: Sequence[int], of: int) -> float:
    chance = 1.0
    for count, share in zip(counts, shares, strict=True):
        chance *= shares_of(count, of).get(share, 0.0)
    return chance


def _spreads(answers: int) -> Iterator[tuple[int, ...]]:
    for first in range(answers + 1):
        for second in range(answers - first + 1):
            yield (first, second, answers - first - second)


def _plus(others: Sequence[int], option: int) -> tuple[int, ...]:
    return tuple(count + (place == option) for place, count in enumerate(others))


def _drawn(of: int, random: Random) -> list[int]:
    drawn = Counter(random.choices(range(OPTIONS), TYPICAL, k=of))
    return [drawn[option] for option in range(OPTIONS)]


def _middle(ends: tuple[int, int]) -> float:
    return sum(ends) / 2


def _error(truth: Sequence[Sequence[int]], shown: Sequence[Sequence[float]], of: int) -> float:
    return fmean(
        abs(share - 100 * count / of)
        for counts, shares in zip(truth, shown, strict=True)
        for count, share in zip(counts, shares, strict=True)
    )


def _favourite(truth: Sequence[Sequence[int]], shown: Sequence[Sequence[float]]) -> float:
    """How often the option shown largest is one of those chosen most, in per cent."""
    pairs = zip(truth, shown, strict=True)
    return 100 * fmean(counts[shares.index(max(shares))] == max(counts) for counts, shares in pairs)


def _result(what: str, bands: float, noise: float, *, goal: str = "", note: str = "") -> Result:
    return Result(
        name="release",
        what=f"{what}, with noise beside bands",
        baseline=round(bands, 1),
        ours=round(noise, 1),
        ratio=round(noise / bands, 2),
        goal=goal,
        runs=1,
        note=note,
    )

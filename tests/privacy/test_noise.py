"""The bound, by exact enumeration: what anybody can conclude from noisy shares about one answer."""

from __future__ import annotations

import math
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.cells import NoisyCell
from bot.privacy.noise import (
    ALPHA,
    EPSILON,
    explained_by_noise,
    noisy_count,
    probability,
    two_sided_geometric,
)

GROUPS = range(8, 26)
OPTIONS = 3
_ROUNDING = 1e-9


@cache
def shares_of(count: int, of: int) -> Mapping[int, float]:
    """The chance of each share that can be shown, given the true count: every amount of noise, clamped and rounded."""
    chances: dict[int, float] = {}
    reach = of + 60  # beyond it an amount of noise has a chance below 1e-25
    for amount in range(-reach, reach + 1):
        share = NoisyCell(min(max(count + amount, 0), of), of).share
        chances[share] = chances.get(share, 0.0) + probability(amount)
    return chances


def histograms(of: int) -> Iterator[tuple[int, ...]]:
    """How `of` answers may spread over the options."""
    return (
        (first, second, of - first - second) for first in range(of + 1) for second in range(of + 1 - first)
    )


def test_the_noise_is_a_distribution_with_the_ratio_it_promises() -> None:
    assert math.isclose(sum(probability(k) for k in range(-60, 61)), 1)
    assert math.isclose(probability(3) / probability(2), ALPHA)
    assert math.isclose(ALPHA, math.exp(-1))


def test_draws_follow_the_distribution() -> None:
    """Chi-squared over -4..4 and the rest, 10 degrees of freedom: 40 is passed by chance once in 60,000 times."""
    draws, random = 20_000, Random(3)
    seen = Counter(max(-5, min(5, two_sided_geometric(random.randrange))) for _ in range(draws))
    tail = (1 - sum(probability(k) for k in range(-4, 5))) / 2
    expected = {k: draws * (tail if abs(k) == 5 else probability(k)) for k in range(-5, 6)}
    assert sum((seen[k] - expected[k]) ** 2 / expected[k] for k in expected) < 40


def test_the_cryptographic_source_serves() -> None:
    assert {noisy_count(5, 10, secrets.randbelow) for _ in range(400)} <= set(range(11))


@pytest.mark.parametrize("of", GROUPS)
def test_one_answer_more_in_a_cell_changes_no_chance_by_more_than_e(of: int) -> None:
    for count in range(of):
        for share in range(0, 101, 10):
            fewer, more = shares_of(count, of).get(share, 0.0), shares_of(count + 1, of).get(share, 0.0)
            assert fewer <= math.e * more + _ROUNDING
            assert more <= math.e * fewer + _ROUNDING


@pytest.mark.parametrize("of", GROUPS)
def test_no_share_rules_any_count_out(of: int) -> None:
    """So nothing is ever certain: not that nobody chose an option, not that everybody did, not a single answer."""
    possible = [
        frozenset(share for share, chance in shares_of(c, of).items() if chance) for c in range(of + 1)
    ]
    assert len(set(possible)) == 1


@pytest.mark.parametrize("of", [8, 12, 25])
def test_who_knows_all_other_answers_learns_what_epsilon_allows(of: int) -> None:
    """For every histogram of the others and every release, the odds of the last answer move by e^2 at most."""
    most = 0.0
    for others in histograms(of - 1):
        for one, other in product(range(OPTIONS), repeat=2):
            if one != other:
                left = _most_likely_ratio(others[one] + 1, others[one], of)
                taken = _most_likely_ratio(others[other], others[other] + 1, of)
                most = max(most, left * taken)
    assert most <= math.exp(EPSILON) + _ROUNDING


@pytest.mark.parametrize("of", [8, 12, 24])
def test_a_joiner_between_two_rounds_is_no_worse_off(of: int) -> None:
    """The round before says nothing of the joiner, so only the round they answered counts."""
    for others in histograms(of):
        for one, other in product(range(OPTIONS), repeat=2):
            if one != other:
                joined = _most_likely_ratio(others[one] + 1, others[one], of + 1) * _most_likely_ratio(
                    others[other], others[other] + 1, of + 1
                )
                assert joined <= math.exp(EPSILON) + _ROUNDING


def test_two_who_pool_their_answers_learn_no_more_of_a_third() -> None:
    """Known answers only shift the counts that are enumerated above; here, for a pair among eight."""
    for others in histograms(5):
        known = tuple(count + (2 if option == 0 else 0) for option, count in enumerate(others))
        ratio = _most_likely_ratio(known[0] + 1, known[0], 8) * _most_likely_ratio(known[1], known[1] + 1, 8)
        assert ratio <= math.exp(EPSILON) + _ROUNDING


@cache
def _most_likely_ratio(count: int, instead: int, of: int) -> float:
    """How much more likely some share can be under the one count than under the other."""
    other = shares_of(instead, of)
    return max(chance / other[share] for share, chance in shares_of(count, of).items())


class TestChanges:
    def test_a_change_is_called_one_if_two_draws_of_noise_rarely_explain_it(self) -> None:
        """By simulation: of pairs of rounds in which nothing changed, at most 5 in 100 pass the bound."""
        random, of = Random(11), 12
        bound, pairs = explained_by_noise(of, of), 4_000
        passed = sum(
            abs(100 * two_sided_geometric(random.randrange) - 100 * two_sided_geometric(random.randrange))
            > bound * of
            for _ in range(pairs)
        )
        assert passed / pairs <= 0.06

    @given(st.integers(8, 60))
    def test_larger_groups_show_smaller_changes(self, of: int) -> None:
        assert explained_by_noise(2 * of, 2 * of) < explained_by_noise(of, of)

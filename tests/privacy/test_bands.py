"""Bands: what a cell shows, and above all what it does not."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.bands import Cell, Thresholds, Withheld, cell_of, people_band, plain, share_band


@pytest.mark.parametrize(
    "chose, answered, shown",
    [
        (0, 100, "under 10 %"),
        (3, 100, "under 10 %"),
        (10, 100, "under 10 %"),
        (11, 100, "10 to 20 %"),
        (19, 100, "10 to 20 %"),
        (20, 100, "20 to 30 %"),
        (39, 100, "30 to 40 %"),
        (40, 100, "40 to 50 %"),
        (50, 100, "50 to 60 %"),
        (69, 100, "60 to 70 %"),
        (79, 100, "70 to 80 %"),
        (89, 100, "80 to 90 %"),
        (90, 100, "over 90 %"),
        (95, 100, "over 90 %"),
        (100, 100, "over 90 %"),
        (0, 10, "under 10 %"),
        (1, 10, "under 10 %"),
        (2, 10, "20 to 30 %"),
        (1, 12, "under 10 %"),
        (2, 12, "10 to 20 %"),
        (11, 12, "over 90 %"),
        (0, 5, "under 30 %"),
        (1, 5, "under 30 %"),
        (2, 5, "40 to 50 %"),
        (3, 5, "60 to 70 %"),
        (4, 5, "over 70 %"),
        (5, 5, "over 70 %"),
        (2, 9, "under 30 %"),
        (3, 9, "30 to 40 %"),
        (6, 9, "60 to 70 %"),
        (7, 9, "over 70 %"),
        (29, 290, "under 10 %"),
        (29_000_000_000_000_001, 100_000_000_000_000_003, "20 to 30 %"),
    ],
)
def test_shares(chose: int, answered: int, shown: str) -> None:
    assert share_band(chose, answered) == shown


@pytest.mark.parametrize(
    "people, shown", [(5, "5 to 9"), (9, "5 to 9"), (10, "10 or more"), (100_000, "10 or more")]
)
def test_people(people: int, shown: str) -> None:
    assert people_band(people) == shown


@given(answered=st.integers(5, 3_000))
def test_a_share_never_tells_nobody_or_everybody(answered: int) -> None:
    """Even to somebody who knows exactly how many answered."""
    assert share_band(0, answered) == share_band(1, answered)
    assert share_band(answered, answered) == share_band(answered - 1, answered)


@pytest.mark.parametrize("answered", range(5, 130))
def test_the_outer_bands_hold_two_counts_and_bands_never_fall(answered: int) -> None:
    counts: dict[str, list[int]] = defaultdict(list)
    for chose in range(answered + 1):
        counts[share_band(chose, answered)].append(chose)
    bands = list(counts)
    assert min(len(counts[bands[0]]), len(counts[bands[-1]])) >= 2
    assert [chose for band in bands for chose in counts[band]] == list(range(answered + 1))


@pytest.mark.parametrize("answered", range(5, 130))
def test_a_share_lies_in_its_band(answered: int) -> None:
    for chose in range(answered + 1):
        low, high = _edges(share_band(chose, answered))
        assert low * answered <= chose * 100 <= high * answered


def _edges(band: str) -> tuple[int, int]:
    match band.split():
        case ["under", high, "%"]:
            return 0, int(high)
        case ["over", low, "%"]:
            return int(low), 100
        case [low, "to", high, "%"]:
            return int(low), int(high)
        case _:
            raise AssertionError(band)


def test_the_words_of_a_share_do_not_narrow_the_band_of_people() -> None:
    """Each share is met with several numbers of people."""
    met: dict[tuple[str, str], set[int]] = defaultdict(set)
    for answered in range(5, 60):
        for chose in range(answered + 1):
            met[people_band(answered), share_band(chose, answered)].add(answered)
    assert len(met) == 6 + 10
    assert min(len(numbers) for numbers in met.values()) >= 2


@pytest.mark.parametrize("answered", range(5, 14))
@pytest.mark.parametrize("options", [2, 3, 4])
def test_all_cells_of_a_question_together_never_tell_that_everybody_agreed(
    answered: int, options: int
) -> None:
    """Exhaustive: for every unanimous outcome, a split one shows the very same cells to one who knows n."""
    outcomes = [
        tuple(chosen.count(option) for option in range(options))
        for chosen in combinations_with_replacement(range(options), answered)
    ]
    split = {_shown(outcome, answered) for outcome in outcomes if max(outcome) < answered}
    assert all(_shown(outcome, answered) in split for outcome in outcomes if max(outcome) == answered)


def _shown(outcome: tuple[int, ...], answered: int) -> tuple[str, ...]:
    return tuple(share_band(chose, answered) for chose in outcome)


@pytest.mark.parametrize("chose, answered", [(0, 4), (0, 0), (-1, 5), (6, 5)])
def test_what_must_not_be_asked_is_refused(chose: int, answered: int) -> None:
    with pytest.raises(ValueError, match=r"fewer than 5|between"):
        share_band(chose, answered)


@pytest.mark.parametrize("people", [-1, 0, 4])
def test_fewer_than_five_have_no_band(people: int) -> None:
    with pytest.raises(ValueError, match="fewer than 5"):
        people_band(people)


class TestThresholds:
    def test_the_least(self) -> None:
        assert Thresholds() == Thresholds(cells=5, waves=8)

    @pytest.mark.parametrize("cells, waves", [(4, 8), (0, 8), (-1, 8), (5, 7)])
    def test_lower_ones_are_refused(self, cells: int, waves: int) -> None:
        with pytest.raises(ValueError, match="needs at least"):
            Thresholds(cells, waves)

    def test_they_rise(self) -> None:
        assert Thresholds().raised_to(cells=7) == Thresholds(7, 8)
        assert Thresholds(7, 8).raised_to(waves=9) == Thresholds(7, 9)
        assert Thresholds(7, 9).raised_to(cells=7) == Thresholds(7, 9)

    @pytest.mark.parametrize("cells, waves", [(6, None), (None, 9), (8, 9)])
    def test_they_never_fall(self, cells: int | None, waves: int | None) -> None:
        with pytest.raises(ValueError, match="never fall"):
            Thresholds(7, 10).raised_to(cells=cells, waves=waves)


class TestCells:
    def test_a_cell(self) -> None:
        shown = cell_of(4, 6, Thresholds())
        assert shown == Cell("60 to 70 %", "5 to 9")
        assert plain(shown) == {"share": "60 to 70 %", "people": "5 to 9"}

    @pytest.mark.parametrize("chose", [0, 2, 4])
    def test_below_the_threshold_it_is_withheld_whatever_was_chosen(self, chose: int) -> None:
        shown = cell_of(chose, 4, Thresholds())
        assert shown == Withheld("fewer than 5 answers")
        assert plain(shown) == {"withheld": "fewer than 5 answers"}

    def test_a_raised_threshold_withholds_more(self) -> None:
        assert cell_of(4, 7, Thresholds(cells=8)) == Withheld("fewer than 8 answers")
        assert isinstance(cell_of(4, 8, Thresholds(cells=8)), Cell)

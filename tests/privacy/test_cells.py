"""Cells: what a release shows, and the thresholds below which it shows nothing."""

from __future__ import annotations

import pytest

from bot.privacy.cells import BandedCell, NoisyCell, Thresholds, Withheld, cell_of, plain, too_few_answers


@pytest.mark.parametrize(
    "count, of, share",
    [(0, 8, 0), (8, 8, 100), (4, 8, 50), (5, 8, 60), (7, 12, 60), (1, 12, 10), (5, 100, 10), (4, 100, 0)],
)
def test_a_share_is_rounded_to_tens(count: int, of: int, share: int) -> None:
    assert NoisyCell(count, of).share == share


@pytest.mark.parametrize("count, of", [(-1, 8), (9, 8), (0, 0)])
def test_a_count_outside_its_group_is_refused(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="nobody and everybody"):
        NoisyCell(count, of)


def test_a_cell_is_drawn_with_noise() -> None:
    assert cell_of(4, 8, lambda below: below - 1) == NoisyCell(4, 8)
    draws = iter((0, 0, 1, 0, 1, 0, 1))  # a success and a failure, less a failure
    assert cell_of(4, 8, lambda _below: next(draws)) == NoisyCell(5, 8)


def test_as_json() -> None:
    assert plain(NoisyCell(5, 8)) == {"share": 60, "noise": 2}
    assert plain(BandedCell("60 to 70 %", "5 to 9")) == {"share": "60 to 70 %", "people": "5 to 9"}
    assert plain(too_few_answers(Thresholds())) == {"withheld": "fewer than 8 answers"}
    assert plain(Withheld("why")) == {"withheld": "why"}


class TestThresholds:
    def test_the_least(self) -> None:
        assert Thresholds() == Thresholds(cells=8, waves=8)

    @pytest.mark.parametrize("cells, waves", [(7, 8), (8, 7), (0, 8), (8, -1)])
    def test_lower_ones_are_refused(self, cells: int, waves: int) -> None:
        with pytest.raises(ValueError, match="at least"):
            Thresholds(cells=cells, waves=waves)

    def test_they_rise(self) -> None:
        assert Thresholds().raised_to(cells=10) == Thresholds(cells=10)
        assert Thresholds().raised_to(waves=9) == Thresholds(waves=9)
        assert Thresholds(cells=9).raised_to() == Thresholds(cells=9)

    @pytest.mark.parametrize("cells, waves", [(8, None), (None, 9)])
    def test_they_never_fall(self, cells: int | None, waves: int | None) -> None:
        with pytest.raises(ValueError, match="never fall"):
            Thresholds(cells=9, waves=10).raised_to(cells=cells, waves=waves)

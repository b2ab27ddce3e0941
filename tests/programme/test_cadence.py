"""What a lead may write as a cadence, and the days it yields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.cadence import MOST_WEEKS, Cadence, CadenceError, parse_cadence

cadences = st.integers(1, MOST_WEEKS).map(Cadence)


@pytest.mark.parametrize(
    "written, weeks",
    [
        ("every week", 1),
        ("weekly", 1),
        ("every 1 week", 1),
        ("every one week", 1),
        ("every 2 weeks", 2),
        ("every two weeks", 2),
        ("every 4 weeks", 4),
        ("every four weeks", 4),
        ("monthly", 4),
        ("  Every\t4  WEEKS\n", 4),
        ("every twelve weeks", 12),
        ("every 52 weeks", 52),
        ("every 04 weeks", 4),
    ],
)
def test_accepted(written: str, weeks: int) -> None:
    assert parse_cadence(written) == Cadence(weeks=weeks)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "4",
            "daily",
            "every weeks",
            "every 4",
            "every 4 months",
            "every 4 weeks or so",
            "every ٤ weeks",
            "💥",
        ),
        *("every 0 weeks", "every zero weeks", "every 53 weeks", "every 999 weeks", "every -1 weeks"),
        "every 1.5 weeks",
    ],
)
def test_refused_with_what_is_accepted(written: str) -> None:
    with pytest.raises(CadenceError, match=r"every week.*every 2 weeks.*every four weeks.*monthly"):
        parse_cadence(written)


@pytest.mark.parametrize("weeks", [0, -4, MOST_WEEKS + 1])
def test_no_cadence_of_impossible_weeks(weeks: int) -> None:
    with pytest.raises(CadenceError):
        Cadence(weeks)


@given(cadences)
def test_reads_what_it_writes(cadence: Cadence) -> None:
    assert parse_cadence(str(cadence)) == cadence


def test_openings_keep_the_day_of_the_week() -> None:
    openings = [Cadence(4).opening(date(2026, 1, 5), number) for number in (1, 2, 3)]
    assert openings == [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)]


@given(cadences, st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 100))
def test_each_opening_follows_the_one_before(cadence: Cadence, start: date, number: int) -> None:
    gap = cadence.opening(start, number + 1) - cadence.opening(start, number)
    assert gap.days == cadence.weeks * 7


def test_there_is_no_round_zero() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        Cadence(4).opening(date(2026, 1, 5), 0)

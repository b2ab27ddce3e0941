"""Flag counts in a report: none below five, none of fewer than three mentors, and nothing to subtract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flags.model import FlagCount, FlagKind
from bot.flags.released_counts import AUTHORS_MIN, release_counts
from bot.privacy.cells import FLAGS_MIN, number_band

PLENTY = 40
counted = st.dictionaries(
    st.sampled_from(FlagKind), st.builds(FlagCount, st.integers(0, 30), st.integers(0, 30))
)


@pytest.mark.parametrize(
    "flags, shown", [(5, "5 to 9"), (9, "5 to 9"), (10, "10 or more"), (4_000, "10 or more")]
)
def test_a_count_is_a_band(flags: int, shown: str) -> None:
    (found,) = [c for c in release_counts({FlagKind.ERRAND: FlagCount(flags, 3)}, mentors=6) if c.flags]
    assert (found.kind, found.flags, found.withheld) == ("errand", shown, "")


@pytest.mark.parametrize("count", [FlagCount(4, 4), FlagCount(5, 2), FlagCount(30, 1), FlagCount(0, 0)])
def test_few_flags_or_flags_of_few_mentors_look_like_none(count: FlagCount) -> None:
    """Five flags of one mentor would be a number about one person."""
    assert release_counts({FlagKind.ERRAND: count}, mentors=PLENTY) == release_counts({}, mentors=PLENTY)


@given(counts=counted)
def test_every_kind_is_there_and_a_few_look_like_none(counts: dict[FlagKind, FlagCount]) -> None:
    found = release_counts(counts, mentors=PLENTY)
    assert [count.kind for count in found] == [kind.value for kind in FlagKind]
    enough = {kind: c for kind, c in counts.items() if c.flags >= FLAGS_MIN and c.mentors >= AUTHORS_MIN}
    for count in found:
        assert bool(count.flags) is (FlagKind(count.kind) in enough)
        assert bool(count.withheld) is not bool(count.flags)
    assert found == release_counts(enough, mentors=PLENTY)


@given(counts=counted, other=counted, mentors=st.integers(0, 4))
def test_of_a_few_mentors_nothing_shows(
    counts: dict[FlagKind, FlagCount], other: dict[FlagKind, FlagCount], mentors: int
) -> None:
    found = release_counts(counts, mentors=mentors)
    assert not any(count.flags for count in found)
    assert found == release_counts(other, mentors=mentors)


def test_five_mentors_with_a_pair_are_enough_and_four_are_not() -> None:
    enough, too_few = (release_counts({FlagKind.ERRAND: FlagCount(30, 4)}, mentors=n) for n in (5, 4))
    assert [count.flags for count in enough if count.kind == FlagKind.ERRAND] == ["10 or more"]
    assert {count.withheld for count in too_few} == {"fewer than 5 mentors"}


@given(counts=counted, kind=st.sampled_from(FlagKind), more=st.integers(0, 30))
def test_one_kinds_count_changes_no_other(
    counts: dict[FlagKind, FlagCount], kind: FlagKind, more: int
) -> None:
    before, after = (
        {c.kind: c for c in release_counts(given, mentors=PLENTY)}
        for given in (counts, counts | {kind: FlagCount(more, more)})
    )
    assert {k: c for k, c in before.items() if k != kind} == {k: c for k, c in after.items() if k != kind}


def test_no_band_tells_less_than_five() -> None:
    with pytest.raises(ValueError, match="no number below 5"):
        number_band(4)

"""Flag counts in a report: none below five, none of a few mentors, and nothing to subtract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flags.model import FlagKind
from bot.flags.released_counts import release_counts
from bot.privacy.bands import Thresholds, number_band

PLENTY = 40
counted = st.dictionaries(st.sampled_from(FlagKind), st.integers(0, 30))
thresholds = st.builds(Thresholds, cells=st.integers(5, 12))


@pytest.mark.parametrize(
    "flags, shown", [(5, "5 to 9"), (9, "5 to 9"), (10, "10 or more"), (4_000, "10 or more")]
)
def test_a_count_is_a_band(flags: int, shown: str) -> None:
    (found,) = [
        c for c in release_counts({FlagKind.ERRAND: flags}, mentors=6, thresholds=Thresholds()) if c.flags
    ]
    assert (found.kind, found.flags, found.withheld) == ("errand", shown, "")


@given(counts=counted, thresholds=thresholds)
def test_every_kind_stands_there_and_a_few_look_like_none(
    counts: dict[FlagKind, int], thresholds: Thresholds
) -> None:
    found = release_counts(counts, mentors=PLENTY, thresholds=thresholds)
    assert [count.kind for count in found] == [kind.value for kind in FlagKind]
    for count in found:
        has_enough = counts.get(FlagKind(count.kind), 0) >= thresholds.cells
        assert bool(count.flags) is has_enough
        assert bool(count.withheld) is not has_enough
    few = {kind: flags for kind, flags in counts.items() if flags >= thresholds.cells}
    assert found == release_counts(few, mentors=PLENTY, thresholds=thresholds)


@given(counts=counted, other=counted, mentors=st.integers(0, 4))
def test_of_a_few_mentors_nothing_shows(
    counts: dict[FlagKind, int], other: dict[FlagKind, int], mentors: int
) -> None:
    found = release_counts(counts, mentors=mentors, thresholds=Thresholds())
    assert not any(count.flags for count in found)
    assert found == release_counts(other, mentors=mentors, thresholds=Thresholds())


@pytest.mark.parametrize("least", [5, 8])
def test_as_many_mentors_as_the_threshold_are_enough_and_one_fewer_are_not(least: int) -> None:
    thresholds = Thresholds(cells=least)
    enough, too_few = (
        release_counts({FlagKind.ERRAND: 30}, mentors=mentors, thresholds=thresholds)
        for mentors in (least, least - 1)
    )
    assert [count.flags for count in enough if count.kind == FlagKind.ERRAND] == ["10 or more"]
    assert {count.withheld for count in too_few} == {f"fewer than {least} mentors"}


@given(counts=counted, kind=st.sampled_from(FlagKind), more=st.integers(0, 30))
def test_one_kinds_count_changes_no_other(counts: dict[FlagKind, int], kind: FlagKind, more: int) -> None:
    before, after = (
        {c.kind: c for c in release_counts(given, mentors=PLENTY, thresholds=Thresholds())}
        for given in (counts, counts | {kind: more})
    )
    assert {k: c for k, c in before.items() if k != kind} == {k: c for k, c in after.items() if k != kind}


def test_no_band_tells_less_than_five() -> None:
    with pytest.raises(ValueError, match="no number below 5"):
        number_band(4)

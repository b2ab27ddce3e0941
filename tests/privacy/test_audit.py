"""The audit trail: every change inside it shows, and a rewritten or cut one shows against an anchor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.audit import GENESIS, AuditBreak, AuditEntry, next_entry, verify

START = datetime(2026, 3, 2, 9, 30, 0, 123456, UTC)


def chain(*whats: str, start: datetime = START) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for hour, what in enumerate(whats):
        at = start + timedelta(hours=hour)
        head = entries[-1] if entries else None
        entries.append(next_entry(head, at=at, actor="lead-1", what=what, about={"cohort": "c1"}))
    return entries


DAY = chain("launched", "opened_round", "closed_round", "exported_report")
places = st.integers(0, len(DAY) - 1)


def test_a_whole_chain_is_whole() -> None:
    assert verify(DAY) is None
    assert verify([]) is None
    assert verify(iter(DAY)) is None


def test_the_first_follows_genesis_and_each_the_one_before() -> None:
    assert [entry.seq for entry in DAY] == [1, 2, 3, 4]
    assert [entry.previous for entry in DAY] == [GENESIS, *(entry.hash for entry in DAY[:-1])]


@given(place=places, data=st.data())
def test_every_edit_is_found_where_it_was_made(place: int, data: st.DataObject) -> None:
    entry = DAY[place]
    edited = data.draw(
        st.sampled_from(
            [
                replace(entry, at=entry.at + timedelta(microseconds=1)),
                replace(entry, actor="lead-2"),
                replace(entry, what=entry.what + "."),
                replace(entry, about={}),
                replace(entry, about={"cohort": "c2"}),
                replace(entry, about={"cohort": "c1", "more": ""}),
                replace(entry, hash="f" * 64),
                replace(entry, previous="f" * 64),
                replace(entry, seq=entry.seq + 1),
            ]
        )
    )
    found = verify([*DAY[:place], edited, *DAY[place + 1 :]])
    assert found is not None
    assert found.seq == entry.seq


def test_what_was_changed_is_said_to_be() -> None:
    assert verify([replace(DAY[0], what="x")]) == AuditBreak(1, "it was changed")


@given(place=st.integers(0, len(DAY) - 2))
def test_a_dropped_entry_is_found(place: int) -> None:
    assert verify(DAY[:place] + DAY[place + 1 :]) == AuditBreak(
        place + 1, f"entry {place + 2} stands in its place"
    )


@given(place=st.integers(0, len(DAY)))
def test_an_inserted_entry_is_found(place: int) -> None:
    slipped_in = next_entry(DAY[place - 1] if place else None, at=START, actor="x", what="x", about={})
    found = verify([*DAY[:place], slipped_in, *DAY[place:]])
    assert (found is None) == (place == len(DAY))


@given(order=st.permutations(DAY))
def test_another_order_is_found(order: list[AuditEntry]) -> None:
    assert (verify(order) is None) == (order == DAY)


def test_renumbering_after_a_drop_is_found() -> None:
    assert verify([DAY[0], replace(DAY[2], seq=2)]) == AuditBreak(2, "it does not follow the entry before it")


class TestAnchor:
    @pytest.mark.parametrize("anchor", [GENESIS, *(entry.hash for entry in DAY)])
    def test_any_earlier_head_is_an_anchor(self, anchor: str) -> None:
        assert verify(DAY, anchor) is None

    def test_a_cut_end_shows_only_against_the_anchor(self) -> None:
        assert verify(DAY[:-1]) is None
        found = verify(DAY[:-1], DAY[-1].hash)
        assert found == AuditBreak(4, "the anchor is not in the chain: it was cut or rewritten")
        assert verify([], DAY[-1].hash) == replace(found, seq=1)

    def test_a_chain_rewritten_whole_shows_only_against_the_anchor(self) -> None:
        rewritten = chain("launched", "opened_round", "closed_round", "did_nothing")
        assert verify(rewritten) is None
        assert verify(rewritten, DAY[-1].hash) is not None
        assert verify(rewritten, DAY[2].hash) is None


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(texts, texts, st.dictionaries(texts, texts, max_size=4))
def test_any_words_make_a_chain(actor: str, what: str, about: Mapping[str, str]) -> None:
    first = next_entry(None, at=START, actor=actor, what=what, about=about)
    assert verify([first, next_entry(first, at=START, actor=what, what=actor, about=about)]) is None


def test_the_order_of_what_it_is_about_and_the_zone_of_its_moment_do_not_matter() -> None:
    """A database gives both back in its own way."""
    entry = next_entry(None, at=START, actor="a", what="b", about={"x": "1", "y": "2"})
    elsewhere = START.astimezone(timezone(timedelta(hours=9)))
    assert verify([replace(entry, at=elsewhere, about={"y": "2", "x": "1"})]) is None


def test_fields_do_not_run_into_each_other() -> None:
    assert (
        next_entry(None, at=START, actor="ab", what="c", about={}).hash
        != next_entry(None, at=START, actor="a", what="bc", about={}).hash
    )


def test_the_format_stays() -> None:
    """Chains outlive releases: a change of this hash breaks every chain there is."""
    assert DAY[0].hash == "521f1a94fd1bf6f7a0706ec9a333a39246b3873086cf2bb6766ccbbbc441afa5"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_entry(None, at=START.replace(tzinfo=None), actor="a", what="b", about={})


def test_an_entry_keeps_its_own_copy_of_what_it_is_about() -> None:
    about = {"cohort": "c1"}
    entry = next_entry(None, at=START, actor="a", what="b", about=about)
    about["cohort"] = "c2"
    assert verify([entry]) is None

"""The store of scope flags and their threads, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.flags.model import Author, Disclosure, Flag, FlagCount, FlagEntry, FlagKind, FlagState
from bot.ids import CohortId, FlagId, PersonId
from bot.ports import UnitOfWork
from tests.sql.samples import NOW, SPRING, begin

DAY = timedelta(days=1)
CARL, LENA = PersonId("m1"), PersonId("e1")


def flag(name: str, **known: Any) -> Flag:
    plain = Flag(
        id=FlagId(name),
        cohort=SPRING,
        pseudonym="p0",
        kind=FlagKind.ERRAND,
        telling=Disclosure.UNNAMED,
        contact=CARL,
        state=FlagState.OPEN,
        reference=f"F-{name.upper()}",
        opened_at=NOW,
        act_by=NOW + 5 * DAY,
        may_pass_on=False,
        sealed=b"sealed",
    )
    return replace(plain, **known)


@pytest.fixture
def spring(unit: UnitOfWork) -> UnitOfWork:
    begin(unit, 0, 1)
    return unit


def keeps(unit: UnitOfWork, *flags: Flag) -> None:
    for one in flags:
        unit.flags.keep(one)


def test_a_flag_comes_back_as_it_was_kept_last(spring: UnitOfWork) -> None:
    keeps(spring, first := flag("a"))
    assert spring.flags.flag(FlagId("a")) == first
    taken = replace(first, state=FlagState.TAKEN, taken_at=NOW, contact=LENA, act_by=None, sealed=b"again")
    keeps(spring, taken)
    assert spring.flags.flag(FlagId("a"), lock=True) == taken
    assert spring.flags.flag(FlagId("nothing")) is None


def test_an_authors_flags_come_newest_first_and_a_contacts_oldest_first(spring: UnitOfWork) -> None:
    old, young = flag("a", opened_at=NOW - DAY), flag("b", state=FlagState.TAKEN)
    closed, counted = flag("c", state=FlagState.CLOSED), flag("d", contact=None, state=FlagState.COUNTED)
    other = flag("e", pseudonym="p1", contact=LENA)
    keeps(spring, young, other, closed, old, counted)
    assert [one.id for one in spring.flags.raised_by("p0")] == ["b", "c", "d", "a"]
    assert spring.flags.waiting_for(CARL) == (old, young)
    assert spring.flags.waiting_for(LENA) == (other,)


def test_overdue_is_what_waits_and_should_have_been_acted_on(spring: UnitOfWork) -> None:
    late = NOW + 5 * DAY
    keeps(spring, flag("a"), flag("b", act_by=late - DAY, state=FlagState.TAKEN))
    keeps(spring, flag("c", act_by=None), flag("d", state=FlagState.CLOSED), flag("e", act_by=late + DAY))
    assert spring.flags.overdue(late, 10) == ("b", "a")
    assert spring.flags.overdue(late, 1) == ("b",)
    assert spring.flags.overdue(NOW, 10) == ()


def test_a_thread_has_an_order_and_no_number_twice(spring: UnitOfWork) -> None:
    keeps(spring, flag("a"), flag("b"))
    second = FlagEntry(flag=FlagId("a"), number=2, by=Author.MENTOR, at=NOW, sealed=b"two")
    first = replace(second, number=1, by=Author.CONTACT, sealed=b"one")
    other = replace(first, flag=FlagId("b"))
    assert all(spring.flags.add_entry(one) for one in (second, first, other))
    assert not spring.flags.add_entry(replace(first, sealed=b"again"))
    assert spring.flags.entries(FlagId("a")) == (first, second)
    spring.flags.drop_entries(FlagId("a"))
    assert spring.flags.entries(FlagId("a")) == ()
    assert spring.flags.entries(FlagId("b")) == (other,)


def test_drafts_are_dropped_and_what_was_raised_is_not(spring: UnitOfWork) -> None:
    keeps(spring, flag("a", state=FlagState.DRAFT), flag("b"))
    spring.flags.drop(FlagId("a"))
    spring.flags.drop(FlagId("b"))
    assert spring.flags.flag(FlagId("a")) is None
    assert spring.flags.flag(FlagId("b")) is not None


def test_flags_are_counted_by_kind_and_drafts_are_not(spring: UnitOfWork) -> None:
    keeps(spring, flag("a"), flag("b", state=FlagState.CLOSED), flag("c", kind=FlagKind.DISCOMFORT))
    keeps(spring, flag("d", state=FlagState.DRAFT), flag("e", opened_at=NOW + DAY))
    assert spring.flags.counts(SPRING, before=NOW + DAY) == {
        FlagKind.ERRAND: FlagCount(2, 1),
        FlagKind.DISCOMFORT: FlagCount(1, 1),
    }
    assert spring.flags.counts(SPRING, before=NOW) == {}
    assert spring.flags.counts(CohortId("other"), before=NOW + DAY) == {}


def test_a_pattern_is_told_once_in_a_while(spring: UnitOfWork) -> None:
    month = timedelta(days=30)

    def tells(who: str, pattern: str, days: int) -> bool:
        at = NOW + days * DAY
        return spring.flags.tell_pattern(who, pattern, at=at, since=at - month)

    assert tells("p0", "errand", 0)
    assert not tells("p0", "errand", 29)
    assert tells("p1", "errand", 29)
    assert tells("p0", "time", 29)
    assert tells("p0", "errand", 30)
    assert not tells("p0", "errand", 59)

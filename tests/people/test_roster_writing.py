"""A roster that is written is read back the same; noise is refused with a reason; large files are quick."""

from __future__ import annotations

from dataclasses import fields, replace
from zoneinfo import available_timezones

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from bot.people.roles import Platform, Role
from bot.people.roster import (
    COLUMNS,
    MOST_LISTED,
    Roster,
    RosterProblems,
    RosterRow,
    read_roster,
    write_roster,
)
from bot.people.roster.cells import locale
from bot.people.roster.closest import countries
from tests.people.sheets import ANNA, problems_of, rows_of, sheet

letters = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"))
texts = st.one_of(
    st.text(letters, max_size=30),
    st.text("aé ,;\"'\n=+-@ß李ש\N{RIGHT-TO-LEFT OVERRIDE}\t\N{COMBINING ACUTE ACCENT}", max_size=12),
)
emails = st.from_regex(r"[a-zé.]{1,8}@[a-z]{1,8}\.[a-z]{2}", fullmatch=True)
tidy = st.text("abcß李ש ,;\"'.👩", max_size=20).map(lambda text: " ".join(text.split()))
word = st.text("abcß李 ,\"'.", max_size=9).map(lambda text: " ".join(text.split())).filter(bool)
words = st.lists(word, max_size=4, unique=True).map(tuple)
good_rows = st.builds(
    RosterRow,
    email=emails,
    name=tidy.map(lambda text: text or "Anna"),
    role=st.sampled_from(Role),
    platform=st.just(Platform.SLACK),
    user_id=st.just(""),
    tenant_id=tidy,
    zone=st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"})),
    country=st.sampled_from(["", *sorted(countries())]),
    locale=st.sampled_from(["", "en_GB", "zh_Hant_TW"]),
    team=tidy,
    manager_email=st.just(""),
    teaches=words,
    wants_to_learn=words,
)
good_rosters = st.lists(good_rows, min_size=1, max_size=6, unique_by=lambda row: row.email)


class TestWriting:
    @given(good_rosters)
    def test_what_is_written_is_read_back(self, rows: list[RosterRow]) -> None:
        assert read_roster(write_roster(rows).encode()) == Roster(tuple(rows))

    @given(st.sampled_from(COLUMNS), texts)
    def test_what_was_read_is_read_again(self, column: str, cell: str) -> None:
        """Whatever a cell may hold: it is refused, or what becomes of it stays what it is."""
        roster = read_roster(sheet({column: cell}))
        if isinstance(roster, Roster):
            assert read_roster(write_roster(roster.rows).encode()) == roster

    def test_a_pair_and_a_browser_user(self) -> None:
        boss = replace(ANNA, email="b@example.com", user_id="b", role=Role.EXECUTIVE)
        rows = [replace(ANNA, pair="1; 2"), replace(boss, pair="1; 2")]
        assert rows_of(write_roster(rows).encode()) == tuple(rows)

    def test_columns_are_the_fields(self) -> None:
        assert [f.name.replace("zone", "timezone") for f in fields(RosterRow)] == list(COLUMNS)


class TestAnyBytes:
    @given(st.binary(max_size=300))
    def test_noise_is_refused_with_a_reason(self, raw: bytes) -> None:
        assert all(problem.message for problem in problems_of(raw))

    @given(
        st.text(st.sampled_from('em\N{BYTE ORDER MARK}",;\t\r\n\0é'), max_size=40),
        st.sampled_from(["", "\n"]),
    )
    def test_a_header_with_noise_below(self, noise: str, end: str) -> None:
        raw = ("email,name,role,timezone" + end + noise).encode()
        assert all(problem.message[-1] in '.?"' or "email" in problem.message for problem in problems_of(raw))


@pytest.mark.parametrize("identifier", ["en", *locale_identifiers()[::40]])
def test_a_locale_kept_is_a_locale_read(identifier: str) -> None:
    kept = locale(identifier)
    assert isinstance(kept, str)
    assert locale(kept) == kept


def test_five_thousand_people_are_read() -> None:
    raw = sheet(*({"timezone": "Europe/Berlin", "country": "DE", "locale": "de-DE"} for _ in range(5_000)))
    assert len(rows_of(raw)) == 5_000


def test_ten_thousand_mistakes_are_told() -> None:
    raw = sheet(*({"timezone": f"Mars/Crater{n}", "role": f"r{n}"} for n in range(5_000)))
    refused = read_roster(raw)
    assert isinstance(refused, RosterProblems)
    assert refused.more == 10_000 - MOST_LISTED

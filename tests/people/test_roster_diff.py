"""What importing a roster would change: shown before anything is, and nobody is ever removed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.people.roles import Platform, Role
from bot.people.roster import Roster, RosterChange, RosterDiff, RosterRow, diff_roster

ANNA = RosterRow(
    email="anna@example.com", name="Anna", role=Role.MENTOR, user_id="anna@example.com", zone="UTC"
)
BEN = replace(ANNA, email="ben@example.com", name="Ben", user_id="ben@example.com")
CARA = replace(
    ANNA, email="cara@example.com", name="Cara", platform=Platform.SLACK, user_id="U1", tenant_id="T1"
)

rows = st.builds(
    RosterRow,
    email=st.sampled_from(["a@b.org", "c@d.org", "e@f.org"]),
    name=st.sampled_from(["A", "B"]),
    role=st.sampled_from([Role.LEAD, Role.CONTACT]),
    platform=st.sampled_from(Platform),
    user_id=st.sampled_from(["", "U1"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin"]),
)
rosters = st.lists(rows, max_size=6, unique_by=lambda row: (row.email, row.role))


def test_added_changed_unchanged_and_missing() -> None:
    moved = replace(BEN, zone="Europe/Berlin", team="Sales")
    assert diff_roster([ANNA, BEN], Roster((moved, CARA))) == RosterDiff(
        added=(CARA,), changed=(RosterChange(BEN, moved, ("zone", "team")),), unchanged=0, missing=(ANNA,)
    )


def test_a_second_role_is_an_addition() -> None:
    contact = replace(ANNA, role=Role.CONTACT)
    diff = diff_roster([ANNA], Roster((ANNA, contact)))
    assert (diff.added, diff.unchanged, diff.missing) == ((contact,), 1, ())


def test_ids_left_to_the_platform_are_kept() -> None:
    """A file that leaves `user_id` empty does not undo what Slack or Teams answered."""
    diff = diff_roster([CARA], Roster((replace(CARA, user_id="", tenant_id="", name="Cara M"),)))
    assert diff.rows == (replace(CARA, name="Cara M"),)
    assert diff.changed[0].fields == ("name",)


def test_ids_of_the_platform_somebody_left_are_dropped() -> None:
    moved = replace(CARA, platform=Platform.TEAMS, user_id="", tenant_id="")
    diff = diff_roster([CARA], Roster((moved,)))
    assert diff.rows == (moved,)
    assert diff.changed[0].fields == ("platform", "user_id", "tenant_id")


def test_a_pair_left_to_matching_is_kept() -> None:
    paired = replace(ANNA, pair="1")
    assert diff_roster([paired], Roster((ANNA,))).unchanged == 1
    assert diff_roster([paired], Roster((replace(ANNA, pair="2"),))).changed[0].fields == ("pair",)


def test_columns_the_file_lacks_are_kept() -> None:
    """A file with the required columns alone changes nobody's platform, team or country."""
    kept = replace(CARA, team="Sales", country="DE", teaches=("prompts",))
    bare = RosterRow(email=CARA.email, name="Cara", role=CARA.role, user_id=CARA.email, zone="Asia/Tokyo")
    few = frozenset({"email", "name", "role", "timezone"})
    diff = diff_roster([kept], Roster((bare,), few))
    assert diff.rows == (replace(kept, zone="Asia/Tokyo"),)
    with_ids = diff_roster([kept], Roster((bare,), few | {"user_id"}))
    assert with_ids.rows == diff.rows


def test_an_empty_cell_clears_a_fact() -> None:
    diff = diff_roster([replace(ANNA, team="Sales")], Roster((ANNA,)))
    assert diff.changed[0].fields == ("team",)
    assert diff.rows == (ANNA,)


@given(rosters)
def test_a_roster_beside_itself_changes_nothing(same: list[RosterRow]) -> None:
    expected = RosterDiff(added=(), changed=(), unchanged=len(same), missing=())
    assert diff_roster(same, Roster(tuple(same))) == expected


@given(rosters, rosters)
def test_everybody_is_in_one_part_and_a_second_import_changes_nothing(
    existing: list[RosterRow], incoming: list[RosterRow]
) -> None:
    diff = diff_roster(existing, Roster(tuple(incoming)))
    assert len(diff.added) + len(diff.changed) + diff.unchanged == len(incoming)
    assert len(diff.missing) + len(diff.changed) + diff.unchanged == len(existing)
    saved = {(row.email, row.role): row for row in (*existing, *diff.rows)}
    again = diff_roster(list(saved.values()), Roster(tuple(incoming)))
    assert (again.added, again.changed) == ((), ())

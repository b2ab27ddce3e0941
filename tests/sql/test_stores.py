"""The other stores, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from adapters.sql.key_cache import VaultCache
from adapters.sql.unit_of_work import SqlUnitOfWork
from bot.address import Address
from bot.charter.model import Charter
from bot.ids import CohortId, EventKey, PersonId
from bot.people.model import Membership, Pause, PauseReason, Person
from bot.people.roles import Platform, Role
from bot.ports import UnitOfWork
from bot.privacy.audit import AuditBreak, verify
from bot.privacy.cells import BandedCell, NoisyCell, Thresholds, Withheld
from bot.privacy.release import Participation, ReleasedCell, ReleasedCount, RoundRelease
from bot.privacy.seal import Purpose
from bot.programme.model import CohortState
from bot.reports.model import Release
from tests.sql.conftest import RING
from tests.sql.samples import (
    COMPANY,
    DAY,
    NOW,
    SPRING,
    begin,
    charter,
    cohort,
    pairing,
    person,
    round_,
)

ADA = Address(platform=Platform.BROWSER, workspace="", user="ada")
PAUSED = Pause(PauseReason.OWN_WISH)
M0, E0, M1, E1 = (PersonId(name) for name in ("m0", "e0", "m1", "e1"))


class TestPeople:
    def test_an_event_is_new_once(self, unit: UnitOfWork) -> None:
        ada = person("ada")
        unit.people.save([ada])
        assert unit.people.enter(EventKey("one"), ADA, NOW) == (ada, False)
        assert unit.people.enter(EventKey("one"), ADA, NOW) == (ada, True)
        assert unit.people.enter(EventKey("two"), ADA, NOW) == (ada, False)

    def test_a_stranger_enters_as_nobody_and_the_event_is_kept(self, unit: UnitOfWork) -> None:
        assert unit.people.enter(EventKey("one"), ADA, NOW) == (None, False)
        assert unit.people.enter(EventKey("one"), ADA, NOW) == (None, True)

    @pytest.mark.parametrize(
        "elsewhere",
        [replace(ADA, platform=Platform.SLACK), replace(ADA, workspace="T2"), replace(ADA, user="bea")],
        ids=["platform", "workspace", "account"],
    )
    def test_all_of_an_address_counts(self, unit: UnitOfWork, elsewhere: Address) -> None:
        unit.people.save([person("ada")])
        assert unit.people.enter(EventKey("one"), elsewhere, NOW) == (None, False)

    def test_everything_of_a_person_comes_back(self, unit: UnitOfWork) -> None:
        ada = person(
            "ada",
            platform=Platform.TEAMS,
            workspace="tenant",
            locale="fr-CA",
            team="Finance",
            manager_email="boss@example.com",
            teaches=("tools", "données"),
            wants_to_learn=("how we decide",),
            pause=Pause(PauseReason.SILENCE, date(2026, 2, 1)),
            quiet_from=NOW.replace(hour=18, tzinfo=None).time(),
            quiet_to=NOW.replace(hour=7, minute=30, tzinfo=None).time(),
            knows_chat_history=True,
            picks=b"\x00sealed",
        )
        unit.people.save([ada, person("bea")])
        assert unit.people.person(ada.id) == unit.people.lock(ada.id) == ada

    def test_a_person_saved_again_is_replaced_whole(self, unit: UnitOfWork) -> None:
        unit.people.save([person("ada", pause=PAUSED, team="Finance")])
        unit.people.save([again := person("ada", zone="Asia/Tokyo")])
        assert unit.people.person(again.id) == again

    def test_many_may_have_no_account(self, unit: UnitOfWork) -> None:
        unit.people.save([person(name, account="") for name in ("ada", "bea")])
        found = unit.people.by_email(COMPANY, "bea@example.com")
        assert found
        assert found.address is None

    def test_nobody_is_found_by_what_is_not_known(self, unit: UnitOfWork) -> None:
        assert unit.people.by_email(COMPANY, "ada@example.com") is None
        assert unit.people.by_emails(COMPANY, []) == ()
        for find in (unit.people.person, unit.people.lock):
            with pytest.raises(KeyError, match="ada"):
                find(PersonId("ada"))

    def test_those_who_are_known_are_found_among_thousands(self, unit: UnitOfWork) -> None:
        unit.people.save([person("p1"), person("p2999"), person("other")])
        found = unit.people.by_emails(COMPANY, [f"p{n}@example.com" for n in range(3_000)])
        assert {one.id for one in found} == {"p1", "p2999"}

    def test_members_come_by_role_then_email(self, unit: UnitOfWork) -> None:
        begin(unit, 1, 0)
        members = [("m1", Role.MENTOR), ("m0", Role.MENTOR), ("e1", Role.EXECUTIVE), ("m0", Role.LEAD)]
        for _twice in range(2):
            unit.people.join([Membership(SPRING, PersonId(name), role) for name, role in members])
        assert named(unit.people.members(SPRING)) == ["executive e1", "lead m0", "mentor m0", "mentor m1"]
        assert named(unit.people.members(SPRING, [Role.MENTOR])) == ["mentor m0", "mentor m1"]
        assert [one.role for one in unit.people.memberships(M0)] == [Role.LEAD, Role.MENTOR]
        assert unit.people.members(CohortId("other")) == ()

    def test_who_paused_is_due_back_when_their_day_begins_anywhere(self, unit: UnitOfWork) -> None:
        """At nine in London the sixth begins within an hour somewhere."""
        until = {"ada": date(2026, 1, 6), "bea": date(2026, 1, 5), "cy": date(2026, 1, 7), "dee": None}
        unit.people.save(
            [person(name, pause=Pause(PauseReason.OWN_WISH, day)) for name, day in until.items()]
        )
        assert unit.people.due_back(NOW) == ("bea",)
        assert unit.people.due_back(NOW + timedelta(hours=1)) == ("bea", "ada")


def named(members: Sequence[tuple[Person, Role]]) -> list[str]:
    return [f"{role} {one.id}" for one, role in members]


class TestProgramme:
    def test_everything_of_a_cohort_comes_back(self, unit: UnitOfWork) -> None:
        summer = cohort("summer", own_question="Do you feel heard?", launched_on=date(2026, 1, 5))
        unit.programme.add(summer)
        unit.programme.add(cohort())
        assert unit.programme.cohort(summer.id) == unit.programme.cohort(summer.id, lock=True) == summer
        assert unit.programme.named("Summer") == summer
        assert unit.programme.named("Winter") is None
        assert [one.name for one in unit.programme.cohorts()] == ["Spring", "Summer"]
        assert unit.programme.organisation() == COMPANY

    @pytest.mark.parametrize("lower", [Thresholds(9, 10), Thresholds(10, 9)], ids=["cells", "waves"])
    def test_a_threshold_never_falls(self, unit: UnitOfWork, lower: Thresholds) -> None:
        unit.programme.add(cohort(thresholds=Thresholds(9, 9)))
        unit.programme.save(raised := cohort(thresholds=Thresholds(10, 10)))
        with pytest.raises(ValueError, match="may rise, and never fall"):
            unit.programme.save(cohort(thresholds=lower, own_question="Slipped in?"))
        assert unit.programme.cohort(SPRING) == raised

    def test_what_is_not_there_is_not_saved(self, unit: UnitOfWork) -> None:
        with pytest.raises(KeyError, match="spring"):
            unit.programme.save(cohort())

    def test_rounds_are_due_in_launched_cohorts_from_their_day(self, unit: UnitOfWork) -> None:
        day = date(2026, 1, 12)
        states = {"draft": CohortState.DRAFT, "ended": CohortState.ENDED, "live": CohortState.LAUNCHED}
        for name, state in states.items():
            unit.programme.add(cohort(name, state=state, next_round_on=day))
        unit.programme.add(cohort("early", state=CohortState.LAUNCHED, next_round_on=day - DAY))
        unit.programme.add(cohort("never", state=CohortState.LAUNCHED))
        assert unit.programme.due_rounds(day - 2 * DAY) == ()
        assert unit.programme.due_rounds(day) == ("early", "live")

    def test_two_people_are_paired_once_in_a_cohort(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        unit.programme.add(cohort("summer"))
        first = unit.programme.pairing_of(M0, SPRING)
        unit.programme.pair([pairing("m0", "e0", named="again"), pairing("m0", "e0", of="summer")])
        assert first
        assert unit.programme.pairings(SPRING) == (first,)
        assert unit.programme.pairing_of(E0, SPRING) == first
        assert unit.programme.pairing_of(M0, CohortId("summer")) == pairing("m0", "e0", of="summer")
        assert unit.programme.pairing_of(PersonId("nobody"), SPRING) is None


class TestCharters:
    def test_versions_follow_each_other_without_a_gap(self, unit: UnitOfWork) -> None:
        unit.programme.add(cohort())
        assert unit.charters.current(SPRING) is None
        for version in (0, 2):
            with pytest.raises(ValueError, match=f"after 0 is 1, not {version}"):
                unit.charters.publish(charter(version))
        unit.charters.publish(charter(1))
        unit.charters.publish(charter(2))
        with pytest.raises(ValueError, match="after 2 is 3, not 2"):
            unit.charters.publish(replace(charter(2), sign_by=NOW + 9 * DAY))
        assert unit.charters.current(SPRING) == charter(2)
        assert [unit.charters.version(SPRING, n) for n in (1, 3)] == [charter(1), None]

    def test_the_first_signature_under_a_version_stays(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        unit.charters.sign(charter(), M0, NOW + DAY)
        unit.charters.publish(second := charter(2))
        unit.charters.sign(second, M0, NOW + 2 * DAY)
        assert signed(unit, charter()) == {"m0": NOW, "e0": NOW}
        assert signed(unit, second) == {"m0": NOW + 2 * DAY}


def signed(unit: UnitOfWork, version: Charter) -> Mapping[PersonId, datetime]:
    return unit.charters.signatures(version.cohort, version.version).at


class TestReports:
    SHOWN = RoundRelease(
        (
            Participation(role="mentor", invited=12, answered=0),
            Participation(role="executive", withheld="fewer than 5 invited"),
        ),
        (
            ReleasedCell(role="mentor", question="support", cell="time", shown=NoisyCell(0, 12)),
            ReleasedCell(
                role="mentor", question="support", cell="tools", shown=BandedCell("under 10 %", "10 or more")
            ),
            ReleasedCell(role="mentor", question="changed", cell="habit", shown=Withheld("few")),
        ),
        counts=(
            ReleasedCount(kind="errand", flags="5 to 9"),
            ReleasedCount(kind="discomfort", withheld="fewer than 5 flags"),
        ),
    )

    def test_releases_come_back_as_they_were_by_round(self, unit: UnitOfWork) -> None:
        begin(unit)
        only_counts = replace(self.SHOWN, cells=(), counts=())
        for number in (1, 2, 3):
            unit.checkins.open_round(round_(number))
        unit.reports.keep_release(round_(2), only_counts)
        unit.reports.keep_release(round_(1), self.SHOWN)
        unit.reports.keep_counts(round_(1), self.SHOWN.counts)
        expected = (Release(round_(1), self.SHOWN), Release(round_(2), only_counts))
        assert unit.reports.releases(SPRING) == expected
        assert unit.reports.releases(CohortId("other")) == ()

    def test_a_release_says_who_was_asked(self, unit: UnitOfWork) -> None:
        begin(unit)
        unit.checkins.open_round(round_())
        with pytest.raises(ValueError, match="how many of each role were asked"):
            unit.reports.keep_release(round_(), RoundRelease((), ()))


class TestPrivacy:
    def test_a_key_is_made_once(self, unit: UnitOfWork) -> None:
        """A value that it sealed opens after the second call."""
        begin(unit)
        with pytest.raises(KeyError, match="spring"):
            unit.privacy.vault(COMPANY, SPRING)
        unit.privacy.make_key(COMPANY, SPRING)
        binding = ("m0", "round-1")
        sealed = unit.privacy.vault(COMPANY, SPRING).seal(Purpose.DRAFT, binding, b"draft")
        unit.privacy.make_key(COMPANY, SPRING)
        assert unit.privacy.vault(COMPANY, SPRING).open(Purpose.DRAFT, binding, sealed) == b"draft"

    def test_a_key_that_was_rolled_back_is_not_remembered(self, migrated: Engine) -> None:
        vaults = VaultCache(RING)
        with migrated.connect() as connection:
            undone = SqlUnitOfWork(connection, vaults, NOW)
            begin(undone)
            undone.privacy.make_key(COMPANY, SPRING)
            undone.privacy.vault(COMPANY, SPRING)
        with migrated.connect() as connection, pytest.raises(KeyError, match="spring"):
            SqlUnitOfWork(connection, vaults, NOW).privacy.vault(COMPANY, SPRING)

    def test_entries_are_chained(self, unit: UnitOfWork) -> None:
        assert (unit.privacy.head(), unit.privacy.last("launched"), unit.privacy.entries()) == (
            None,
            None,
            (),
        )
        for n, what in enumerate(("launched", "exported", "launched", "exported")):
            unit.privacy.record(at=NOW + n * DAY, actor="lead", what=what, about={"cohort": f"é{n}"})
        entries = unit.privacy.entries()
        assert [one.seq for one in entries] == [1, 2, 3, 4]
        assert (unit.privacy.head(), unit.privacy.last("launched")) == (entries[3], entries[2])
        assert verify(entries, entries[1].hash) is None
        assert isinstance(verify(entries[1:]), AuditBreak)


def test_what_fails_again_is_set_aside_for_longer(unit: UnitOfWork) -> None:
    waits = []
    for _failure in range(7):
        unit.failed_items.quarantine("close", "round-1", "broke" * 1_000, NOW)
        waits.append((unit.failed_items.quarantined("close")["round-1"] - NOW) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 720, 720, 720]
    unit.failed_items.quarantine("send", "round-1", "broke", NOW)
    unit.failed_items.clear("close", "round-1")
    assert (dict(unit.failed_items.quarantined("close")), list(unit.failed_items.quarantined("send"))) == (
        {},
        ["round-1"],
    )
    unit.failed_items.quarantine("close", "round-1", "broke", NOW)
    assert unit.failed_items.quarantined("close") == {"round-1": NOW + timedelta(minutes=1)}

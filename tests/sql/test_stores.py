"""The promises of the stores, on both databases. Those of the outbox are in `test_postbox`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from adapters.sql.vaults import Vaults
from adapters.sql.work import SqlUnit
from bot.charter.model import Charter
from bot.checkins.store import PrivateNote, SealedNote
from bot.ids import CheckInId, CohortId, EventKey, PersonId, RoundId
from bot.people.model import Membership, Pause, PauseReason, Person
from bot.people.roles import Platform, Role
from bot.ports import UnitOfWork
from bot.privacy.audit import AuditBreak, verify
from bot.privacy.bands import Cell, Thresholds, Withheld
from bot.privacy.release import Participation, ReleasedCell, RoundRelease
from bot.privacy.seal import Purpose
from bot.programme.model import CohortState
from bot.reports.store import Release
from bot.turn import Address
from tests.sql.conftest import RING
from tests.sql.samples import (
    COMPANY,
    DAY,
    LONDON,
    NOW,
    SPRING,
    begin,
    charter,
    check_in,
    cohort,
    pairing,
    person,
    planned,
    round_,
    send,
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
        [{"platform": Platform.SLACK}, {"workspace": "T2"}, {"user": "bea"}],
        ids=["platform", "workspace", "account"],
    )
    def test_all_of_an_address_counts(self, unit: UnitOfWork, elsewhere: dict[str, str]) -> None:
        unit.people.save([person("ada")])
        assert unit.people.enter(EventKey("one"), replace(ADA, **elsewhere), NOW) == (None, False)  # type: ignore[arg-type]  # one field of several types

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
        unit.people.save([again := person("ada", name="Ada L")])
        assert unit.people.person(again.id) == again

    def test_many_may_have_no_account(self, unit: UnitOfWork) -> None:
        unit.people.save([person(name, account="") for name in ("ada", "bea")])
        found = unit.people.by_email(COMPANY, "bea@example.com")
        assert found and found.address is None

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
        """At nine in London the sixth is an hour away from its first time zone."""
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

    @pytest.mark.parametrize("lower", [Thresholds(6, 10), Thresholds(7, 9)], ids=["cells", "waves"])
    def test_a_threshold_never_falls(self, unit: UnitOfWork, lower: Thresholds) -> None:
        unit.programme.add(cohort(thresholds=Thresholds(6, 9)))
        unit.programme.save(raised := cohort(thresholds=Thresholds(7, 10)))
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
        assert first and unit.programme.pairings(SPRING) == (first,)
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


def signed(unit: UnitOfWork, version: Charter) -> dict[str, object]:
    return dict(unit.charters.signatures(version.cohort, version.version).at)


class TestRounds:
    def test_a_round_opens_once_under_its_number(self, unit: UnitOfWork) -> None:
        begin(unit)
        assert unit.checkins.open_round(round_(2))
        assert unit.checkins.open_round(first := replace(round_(), not_before=NOW))
        assert not unit.checkins.open_round(first)
        assert not unit.checkins.open_round(replace(first, id=RoundId("other"), not_before=None))
        assert unit.checkins.rounds(SPRING) == (first, round_(2))
        assert unit.checkins.round(first.id) == unit.checkins.round(first.id, lock=True) == first
        with pytest.raises(KeyError, match="other"):
            unit.checkins.round(RoundId("other"))

    def test_only_signed_pairs_and_nobody_paused_are_planned_and_once(self, unit: UnitOfWork) -> None:
        """The second pair did not sign, of the third the mentor has paused, of the fourth one side signed."""
        begin(unit, 0, 2)
        unit.people.save(
            [person(f"{side}{n}") for side in "me" for n in (1, 3)] + [person("m2", pause=PAUSED)]
        )
        unit.programme.pair([pairing("m1", "e1"), pairing("m3", "e3")])
        unit.charters.sign(charter(), PersonId("m3"), NOW)
        opened = round_()
        unit.checkins.open_round(opened)
        assert unit.checkins.places_to_plan(opened) == (LONDON,)
        assert unit.checkins.plan(opened, {LONDON: NOW}) == 3
        assert unit.checkins.plan(opened, {LONDON: NOW + DAY}) == 0
        assert unit.checkins.places_to_plan(opened) == ()
        asked = [check_in(unit, id_) for id_ in unit.checkins.due_to_send(NOW, 9)]
        assert {(one.person, one.role, one.send_at, one.cohort) for one in asked} == {
            ("m0", Role.MENTOR, NOW, SPRING),
            ("e0", Role.EXECUTIVE, NOW, SPRING),
            ("e2", Role.EXECUTIVE, NOW, SPRING),
        }

    def test_a_charter_that_was_replaced_counts_for_nothing(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        unit.charters.publish(charter(2))
        assert planned(unit) == {}

    def test_only_those_named_are_planned(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        unit.checkins.open_round(round_())
        assert unit.checkins.plan(round_(), {LONDON: NOW}, only=[M0, PersonId("nobody")]) == 1
        assert unit.checkins.plan(round_(), {LONDON: NOW}) == 3

    def test_each_place_has_its_moment_and_without_one_nobody_is_planned(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        quiet = NOW.replace(hour=18, tzinfo=None).time()
        moved = {
            "e0": person("e0", zone="Asia/Tokyo", country="JP"),
            "m1": person("m1", quiet_from=quiet, quiet_to=NOW.time()),
            "e1": person("e1", country=""),
        }
        unit.people.save(list(moved.values()))
        opened = round_()
        unit.checkins.open_round(opened)
        places = {LONDON: NOW, moved["e0"].place: NOW + DAY, moved["m1"].place: NOW + 2 * DAY}
        assert set(unit.checkins.places_to_plan(opened)) == {*places, moved["e1"].place}
        assert unit.checkins.plan(opened, places) == 3
        found = [check_in(unit, id_) for id_ in unit.checkins.due_to_send(NOW + 9 * DAY, 9)]
        assert [(one.person, one.send_at) for one in found] == [
            ("m0", NOW),
            ("e0", NOW + DAY),
            ("m1", NOW + 2 * DAY),
        ]


class TestCheckIns:
    def test_due_are_those_unsent_of_an_open_round_whose_moment_came(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        asked = planned(unit)
        assert unit.checkins.due_to_send(NOW - DAY, 9) == ()
        assert len(unit.checkins.due_to_send(NOW, 1)) == 1
        send(unit, asked["m0"])
        assert unit.checkins.due_to_send(NOW, 9) == (asked["e0"].id,)
        unit.checkins.close(round_().id, NOW)
        assert unit.checkins.due_to_send(NOW, 9) == ()

    def test_reminders_and_closing_are_due_while_the_round_is_open(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        sent = send(unit, planned(unit)["m0"])
        later, end = NOW + 4 * DAY, round_().closes_at
        assert unit.checkins.due_to_remind(later - DAY, 9) == ()
        assert unit.checkins.due_to_remind(later, 9) == (sent.id,)
        assert unit.checkins.due_to_close(end - DAY, 9) == ()
        assert unit.checkins.due_to_close(end, 9) == (round_().id,)
        unit.checkins.save(sent.reminded(remind_at=None))
        assert unit.checkins.due_to_remind(later, 9) == ()
        unit.checkins.close(round_().id, end)
        assert unit.checkins.due_to_close(end, 9) == ()

    def test_who_paused_or_whose_charter_was_replaced_may_not_be_asked(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        asked = planned(unit)
        assert unit.checkins.may_be_asked(asked["m0"])
        unit.people.save([person("m0", pause=PAUSED)])
        assert not unit.checkins.may_be_asked(asked["m0"])
        assert unit.checkins.may_be_asked(asked["e0"])
        unit.charters.publish(charter(2))
        unit.charters.sign(charter(2), E0, NOW)
        assert not unit.checkins.may_be_asked(asked["e0"])
        unit.charters.sign(charter(2), M0, NOW)
        assert unit.checkins.may_be_asked(asked["e0"])

    def test_what_closes_first_is_in_front(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        late = send(unit, planned(unit, 1, closes_at=NOW + 9 * DAY)["m0"])
        soon = send(unit, planned(unit, 2, closes_at=NOW + 5 * DAY)["m0"])
        planned(unit, 3)
        unit.checkins.keep_draft(late.id, b"old")
        unit.checkins.keep_draft(late.id, b"draft")
        found = unit.checkins.open_for(M0)
        assert [(one.check_in, one.sealed_draft) for one in found] == [(soon, b""), (late, b"draft")]
        assert (found[0].round.number, found[0].cohort) == (2, cohort())
        unit.checkins.close(soon.round, NOW)
        assert [one.check_in for one in unit.checkins.open_for(M0)] == [late]

    def test_only_what_was_not_sent_is_dropped(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        asked = planned(unit)
        sent = send(unit, asked["m0"])
        for one in asked.values():
            unit.checkins.drop(one.id)
        assert unit.checkins.check_in(asked["e0"].id) is None
        assert check_in(unit, sent.id) == sent

    def test_a_check_in_that_is_not_there_is_not_saved(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        with pytest.raises(KeyError, match="gone"):
            unit.checkins.save(replace(planned(unit)["m0"], id=CheckInId("gone")))

    def test_the_close_deletes_drafts_and_forgets_reminders(self, unit: UnitOfWork) -> None:
        begin(unit, 0, 1)
        asked = planned(unit)
        mine, theirs = (send(unit, asked[name]) for name in ("m0", "m1"))
        unit.checkins.save(mine.reminded(remind_at=NOW + DAY))
        unit.checkins.keep_draft(mine.id, b"draft")
        assert {(one.person, draft) for one, draft in unit.checkins.drafts(mine.round)} == {
            ("m0", b"draft"),
            ("m1", b""),
        }
        unit.checkins.close(mine.round, NOW + 9 * DAY)
        unit.checkins.close(mine.round, NOW + 10 * DAY)
        left = {one.person: (one, draft) for one, draft in unit.checkins.drafts(mine.round)}
        assert left == {
            "m0": (replace(mine, remind_at=None), b""),
            "m1": (replace(theirs, remind_at=None), b""),
        }
        assert unit.checkins.check_in(asked["e0"].id) is None
        assert unit.checkins.round(mine.round).closed_at == NOW + 9 * DAY


class TestNotes:
    def test_notes_for_the_leads_come_latest_round_first(self, unit: UnitOfWork) -> None:
        begin(unit)
        for number in (1, 2):
            unit.checkins.open_round(round_(number))
        unit.checkins.keep_notes([lead_note("c", 1), lead_note("b", 2), lead_note("a", 1)])
        unit.checkins.keep_notes([])
        assert [one.id for one in unit.checkins.notes(SPRING)] == ["b", "a", "c"]
        assert unit.checkins.notes(SPRING)[0] == lead_note("b", 2)

    def test_a_private_note_takes_the_place_of_the_one_before(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        first, other = own_note(M0, "support", b"1"), own_note(M0, "changed", b"2")
        unit.checkins.keep_private_notes([first, other, own_note(E0, "support", b"3")])
        unit.checkins.keep_private_notes([again := own_note(M0, "support", b"4")])
        assert unit.checkins.private_notes(M0) == (other, again)

    def test_a_streak_is_kept_for_each_person(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        unit.checkins.keep_streaks(SPRING, {M0: b"1", E0: b"2"})
        unit.checkins.keep_streaks(SPRING, {M0: b"3"})
        assert unit.checkins.streaks(SPRING) == {M0: b"3", E0: b"2"}

    def test_erasing_leaves_what_is_others(self, unit: UnitOfWork) -> None:
        begin(unit, 0)
        for one in planned(unit).values():
            unit.checkins.keep_draft(send(unit, one).id, b"draft")
            unit.checkins.keep_private_notes([own_note(one.person, "support", b"note")])
            unit.checkins.keep_streaks(SPRING, {one.person: b"1"})
        unit.checkins.erase(M0)
        assert unit.checkins.private_notes(M0) == ()
        assert len(unit.checkins.private_notes(E0)) == 1
        assert unit.checkins.streaks(SPRING) == {E0: b"1"}
        drafts = unit.checkins.drafts(round_().id)
        assert {one.person: draft for one, draft in drafts} == {"m0": b"", "e0": b"draft"}


def lead_note(id_: str, number: int) -> SealedNote:
    return SealedNote(
        id=id_, cohort=SPRING, round=round_(number).id, role="mentor", question="support", sealed=id_.encode()
    )


def own_note(who: PersonId, question: str, sealed: bytes) -> PrivateNote:
    return PrivateNote(who, SPRING, question, sealed)


class TestReports:
    SHOWN = RoundRelease(
        (
            Participation(role="mentor", invited=12, answered=0),
            Participation(role="executive", withheld="fewer than 5 invited"),
        ),
        (
            ReleasedCell(
                role="mentor", question="support", cell="time", shown=Cell("under 10 %", "10 or more")
            ),
            ReleasedCell(role="mentor", question="changed", cell="habit", shown=Withheld("few")),
        ),
    )

    def test_releases_come_back_as_they_were_by_round(self, unit: UnitOfWork) -> None:
        begin(unit)
        only_counts = replace(self.SHOWN, cells=())
        for number in (1, 2, 3):
            unit.checkins.open_round(round_(number))
        unit.reports.keep_release(round_(2), only_counts)
        unit.reports.keep_release(round_(1), self.SHOWN)
        expected = (Release(round_(1), self.SHOWN), Release(round_(2), only_counts))
        assert unit.reports.releases(SPRING) == expected
        assert unit.reports.releases(CohortId("other")) == ()

    def test_a_release_says_who_was_asked(self, unit: UnitOfWork) -> None:
        begin(unit)
        unit.checkins.open_round(round_())
        with pytest.raises(ValueError, match="how many of each role were asked"):
            unit.reports.keep_release(round_(), RoundRelease((), ()))


class TestPrivacy:
    def test_a_key_is_made_once(self, unit: UnitOfWork, migrated: Engine) -> None:
        """What the first key sealed, a process that knows no key yet must open after the second call."""
        begin(unit)
        with pytest.raises(KeyError, match="spring"):
            unit.privacy.vault(COMPANY, SPRING)
        unit.privacy.make_key(COMPANY, SPRING)
        binding = ("m0", "round-1")
        sealed = unit.privacy.vault(COMPANY, SPRING).seal(Purpose.DRAFT, binding, b"draft")
        unit.privacy.make_key(COMPANY, SPRING)
        assert unit.privacy.vault(COMPANY, SPRING).open(Purpose.DRAFT, binding, sealed) == b"draft"

    def test_a_key_that_was_rolled_back_is_not_remembered(self, migrated: Engine) -> None:
        vaults = Vaults(RING)
        with migrated.connect() as connection:
            undone = SqlUnit(connection, vaults, NOW)
            begin(undone)
            undone.privacy.make_key(COMPANY, SPRING)
            undone.privacy.vault(COMPANY, SPRING)
        with migrated.connect() as connection, pytest.raises(KeyError, match="spring"):
            SqlUnit(connection, vaults, NOW).privacy.vault(COMPANY, SPRING)

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
        unit.parked.park("close", "round-1", "broke" * 1_000, NOW)
        waits.append((unit.parked.parked("close")["round-1"] - NOW) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 720, 720, 720]
    unit.parked.park("send", "round-1", "broke", NOW)
    unit.parked.free("close", "round-1")
    assert (dict(unit.parked.parked("close")), list(unit.parked.parked("send"))) == ({}, ["round-1"])
    unit.parked.park("close", "round-1", "broke", NOW)
    assert unit.parked.parked("close") == {"round-1": NOW + timedelta(minutes=1)}

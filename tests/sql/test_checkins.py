"""The store of rounds, check-ins and notes, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.address import Address
from bot.checkins.store import PrivateNote, SealedNote
from bot.ids import CheckInId, PersonId, RoundId
from bot.people.model import Pause, PauseReason
from bot.people.roles import Platform, Role
from bot.ports import UnitOfWork
from tests.sql.samples import (
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
        """The second pair has not signed, the third mentor is paused, and of the fourth pair one side has signed."""
        begin(unit, 0, 2)
        unit.people.save(
            [person(f"{side}{n}") for side in "me" for n in (1, 3)] + [person("m2", pause=PAUSED)]
        )
        unit.programme.pair([pairing("m1", "e1"), pairing("m3", "e3")])
        unit.charters.sign(charter(), PersonId("m3"), NOW)
        opened = round_()
        unit.checkins.open_round(opened)
        assert unit.checkins.places_to_plan(opened, [M1, E1, PersonId("e3")]) == ()
        assert unit.checkins.places_to_plan(opened) == (LONDON,)
        assert unit.checkins.plan(opened, {LONDON: NOW}) == 3
        assert unit.checkins.plan(opened, {LONDON: NOW + DAY}) == 0
        assert unit.checkins.places_to_plan(opened, [M0, E0, M1, E1]) == ()
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
        places = {LONDON: NOW, moved["e0"].working_hours: NOW + DAY, moved["m1"].working_hours: NOW + 2 * DAY}
        assert set(unit.checkins.places_to_plan(opened)) == {*places, moved["e1"].working_hours}
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

"""The sample is believable, and complete for every seed."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from adapters.demo.sample import STAGES, STARTS, read_notes, read_sample
from adapters.demo.temperaments import Habit, Temperament, Trait, draw_temperaments
from bot import limits
from bot.checkins.model import QUESTIONS, Audience
from bot.people.model import CHECKED_IN
from bot.people.roles import Platform, Role


def test_twelve_pairs_twelve_to_compare_with_two_leads_and_somebody_outside_their_line() -> None:
    rows = read_sample().rows
    assert Counter(row.role for row in rows) == {
        Role.MENTOR: 12,
        Role.EXECUTIVE: 12,
        Role.COMPARISON_EXECUTIVE: 12,
        Role.LEAD: 2,
        Role.CONTACT: 1,
    }
    assert len({row.pair for row in rows if row.pair}) == 12
    assert {row.platform for row in rows} == {Platform.BROWSER}


def test_people_live_all_over_the_world() -> None:
    rows = read_sample().rows
    noon = STARTS.replace(hour=12)
    assert len({noon.astimezone(ZoneInfo(row.zone)).utcoffset() for row in rows}) >= 10
    assert len({row.country for row in rows}) >= 12
    assert any("\u0600" <= letter <= "\u06ff" for row in rows for letter in row.name)


def test_each_note_fits_the_question_it_is_written_to() -> None:
    questions = {question.key: question for question in QUESTIONS}
    for note in read_notes():
        assert note.audience in questions[note.question].audiences
        assert note.role in CHECKED_IN
        assert note.stage in STAGES
        assert len(note.text) <= limits.LONG_TEXT


def test_no_note_is_there_twice_and_every_audience_gets_some() -> None:
    notes = read_notes()
    assert len({note.text for note in notes}) == len(notes)
    assert {note.audience for note in notes} == set(Audience)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_seed_every_kind_of_person_takes_part(seed: int) -> None:
    people = list(draw_temperaments(seed, read_sample().rows).values())
    habits = Counter(one.habit for one in people if one.notes)
    assert set(habits) >= {Habit.IN_A_FORM, Habit.IN_THE_CHAT, Habit.IN_PARTS, Habit.WHEN_REMINDED}
    assert habits.most_common(1)[0][0] in (Habit.IN_A_FORM, Habit.IN_THE_CHAT)
    assert sum(one.signs_late for one in people) == 2
    assert {one.trait for one in people} >= set(Trait)
    assert any(one.declines for one in people)
    assert any(len(one.skips) == 1 for one in people)
    assert [one.says_what_was_done for one in people].count(True) == 1


def test_a_seed_decides_everything() -> None:
    rows = read_sample().rows

    def drawn(seed: int) -> dict[str, Temperament]:
        return dict(draw_temperaments(seed, rows))

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)

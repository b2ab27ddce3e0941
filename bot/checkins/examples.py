"""Check-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.cast import (
    CHECK_IN,
    COHORT,
    DRAFT,
    MENTOR,
    OPEN,
    ROUND,
)
from bot.checkins import chat_screens as chat
from bot.checkins import notes_screens
from bot.checkins import screens as checkins
from bot.checkins.model import (
    QUESTIONS,
    ChooseOption,
    Draft,
    PickAudience,
    WriteNote,
    questions_of,
)
from bot.feature import Example
from bot.people.roles import Role


def examples() -> Iterator[Example]:
    questions = questions_of(COHORT)
    first, third, scale = QUESTIONS[0], QUESTIONS[2], QUESTIONS[3]
    place = (1, len(questions))
    yield Example("checkins.invitation", "a mentor", checkins.invitation(OPEN, MENTOR, len(questions)))
    yield Example("checkins.reminder", "a mentor", checkins.reminder(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.form", "a mentor", checkins.form(OPEN, DRAFT, questions, {}, {}, "form-1"))
    yield Example(
        "checkins.form (executive, with a note from last time)",
        "an executive",
        checkins.form(
            replace(OPEN, check_in=replace(CHECK_IN, role=Role.EXECUTIVE)),
            Draft(),
            questions,
            {"support": "lead_named"},
            {"support": "Ask about the budget tool again."},
            "form-2",
        ),
    )
    yield Example(
        "checkins.step (choice, first time)",
        "a mentor",
        chat.step(OPEN, ChooseOption(first), place, {}, warn_history=True),
    )
    yield Example("checkins.step (scale)", "a mentor", chat.step(OPEN, ChooseOption(scale), (4, 6), {}))
    yield Example(
        "checkins.step (not understood)",
        "a mentor",
        chat.step(OPEN, ChooseOption(first), place, {}, not_understood=chat.NOT_AN_OPTION),
    )
    yield Example("checkins.step (note)", "a mentor", chat.step(OPEN, WriteNote(first), place, {}))
    yield Example(
        "checkins.step (audience)",
        "a mentor",
        chat.step(OPEN, PickAudience(third), (3, 6), {"reused": "pair"}),
    )
    yield Example("checkins.asked_again", "a mentor", checkins.asked_again(OPEN))
    yield Example("checkins.saved", "a mentor", checkins.saved(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.all_answered", "a mentor", checkins.all_answered(OPEN, MENTOR))
    yield Example("checkins.progress", "a mentor", checkins.progress(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.finished", "a mentor", checkins.finished(OPEN, MENTOR))
    yield Example("checkins.closed", "a mentor", checkins.closed(ROUND, MENTOR, COHORT.next_round_on))
    yield Example("checkins.too_late", "a mentor", checkins.too_late())
    yield Example("checkins.nothing_open", "a mentor", checkins.nothing_open(MENTOR, COHORT.next_round_on))
    groups = [
        (
            "Support (mentors)",
            [("More time on Fridays, please.", ""), ("A list of approved tools would help.", "Priya Raman")],
        )
    ]
    yield Example(
        "checkins.notes_for_lead", "a lead", notes_screens.notes_for_lead(ROUND, COHORT.name, groups, (1, 1))
    )
    notes = [("What changed", "You wrote the whole brief yourself. That was great to see.")]
    yield Example("checkins.note_for_pair", "an executive", notes_screens.note_for_pair(MENTOR, notes))
    page = [[("Support (mentors)", [("More time on Fridays, please.", "")])]]
    yield Example("checkins.notes", "a lead", notes_screens.notes(COHORT, page, 2, "form-5"))
    yield Example("checkins.no_notes", "a lead", notes_screens.no_notes(COHORT))
    yield Example("checkins.sign_first", "a mentor", checkins.sign_first())
    yield Example("checkins.paused_for_silence", "a mentor", checkins.paused_for_silence(3))

"""Pauses, and what is kept of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.gallery.cast import (
    MENTOR,
    Example,
)
from bot.people import screens as people
from bot.people.model import Pause, PauseReason


def examples() -> Iterator[Example]:
    away = replace(MENTOR, pause=Pause(PauseReason.OWN_WISH, date(2026, 6, 29)))
    yield Example("people.pause", "a mentor", people.pause(MENTOR))
    yield Example("people.pause (paused)", "a mentor", people.pause(away))
    yield Example("people.quiet_hours", "a mentor", people.quiet_hours(MENTOR, "form-3"))
    yield Example("people.resumed", "a mentor", people.resumed(MENTOR))
    yield Example(
        "people.own_card",
        "a mentor",
        people.own_card(MENTOR, ["Spring cohort (mentor)"], 1, has_draft=True, flags=2),
    )
    words = [(people.note_heading("Support"), "Ask about the budget tool again.")]
    yield Example("people.own_words", "a mentor", people.own_words(words, "form-4"))
    yield Example("people.nothing_kept", "a mentor", people.nothing_kept())
    yield Example("people.ask_erase", "a mentor", people.ask_erase())
    yield Example("people.erased", "a mentor", people.erased())

"""Pauses, and what is kept of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.cast import (
    MENTOR,
)
from bot.feature import Example
from bot.people import screens as people
from bot.people.model import Pause, PauseReason

_ERASES = (
    "the draft of an open check-in",
    "every note that only you can read",
    "your answer in an open charter review",
    "the words and the threads of your scope flags",
    "drafts for IT",
)
_STAYS = ("the words of a flag that your contact has not closed", "a request that IT has")


def examples() -> Iterator[Example]:
    away = replace(MENTOR, pause=Pause(PauseReason.OWN_WISH, date(2026, 6, 29)))
    yield Example("people.pause", "a mentor", people.pause(MENTOR))
    yield Example("people.pause (paused)", "a mentor", people.pause(away))
    yield Example("people.quiet_hours", "a mentor", people.quiet_hours(MENTOR, "form-3"))
    yield Example("people.resumed", "a mentor", people.resumed(MENTOR))
    yield Example(
        "people.own_card",
        "a mentor",
        people.own_card(
            [
                *people.own_facts(MENTOR, ["Spring cohort (mentor)"]),
                ("Open draft", "yes, encrypted"),
                ("Notes only you can read", "1"),
                ("Flags you raised", "2"),
            ]
        ),
    )
    words = [("Your own note: Support", "Ask about the budget tool again.")]
    yield Example("people.own_words", "a mentor", people.own_words(words, "form-4"))
    yield Example("people.nothing_kept", "a mentor", people.nothing_kept())
    yield Example(
        "people.ask_erase",
        "a mentor",
        people.ask_erase(_ERASES, _STAYS),
    )
    yield Example("people.erased", "a mentor", people.erased())

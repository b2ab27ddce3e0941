"""The home in words: one screen with all that is a person's."""

from __future__ import annotations

from collections.abc import Iterable

from bot.feature import HomeLines
from bot.people.model import Person
from bot.screens import button_rows, message, quiet
from bot.surface import Message, Section, Text

MOST_SECTIONS = 3
"""Pairs, and led cohorts, that one screen shows."""


def home(person: Person, sections: Iterable[Section]) -> Message:
    return message(
        "Your mentoring at a glance",
        *sections,
        quiet("Only you can see this page."),
        title=f"Hello, {person.name}",
    )


def shared_section(title: str, lines: Iterable[HomeLines]) -> Section:
    """One section for the lines of several nouns: their sentences as one text, then blocks, then buttons."""
    lines = tuple(lines)
    text = " ".join(one.sentence for one in lines if one.sentence)
    return Section(
        title,
        (
            *((Text(text),) if text else ()),
            *(block for one in lines for block in one.blocks),
            *button_rows([button for one in lines for button in one.buttons]),
        ),
    )


def with_whom(partner: Person | None) -> str:
    return f"With {partner.name}." if partner else "You are in no pair yet."


def led_title(cohort: str) -> str:
    return f"You lead {cohort}"

"""Notes in words: for the leads, for the other of a pair, and for their author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checkins.model import Round
from bot.people.model import Person
from bot.programme.model import Cohort
from bot.screens import message, quiet
from bot.surface import Action, Form, Item, Message, Section, Text, Words


def notes_for_lead(
    round_: Round, cohort: str, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], part: tuple[int, int]
) -> Message:
    """Notes their authors sent to the lead. `groups`: a heading, then (text, author or "") pairs."""
    number, of = part
    more = f" (part {number} of {of})" if of > 1 else ""
    return message(
        f"Notes from check-in {round_.number}",
        Text(
            "These notes were sent to you by their authors. A note without a name is meant to stay without one: "
            "please don't guess."
        ),
        *(Section(heading, tuple(Words(text, by) for text, by in notes)) for heading, notes in groups),
        title=f"{cohort}: notes from check-in {round_.number}{more}",
    )


def note_for_pair(author: Person, notes: Sequence[tuple[str, str]]) -> Message:
    """Notes one of a pair sent to the other. `notes`: (question's name, text) pairs."""
    return message(
        f"A note from {author.name}",
        *(Section(name, (Words(text, author.name),)) for name, text in notes),
        quiet("Only you two can see this. It came with the check-in that has just closed."),
        title=f"A note from {author.name}",
    )


def notes(
    cohort: Cohort, page: Sequence[Sequence[tuple[str, Sequence[tuple[str, str]]]]], pages: int, instance: str
) -> Form:
    """The latest notes, opened privately."""
    items: list[Item] = [
        Text(
            "Sent to you by their authors. A note without a name is meant to stay without one: please don't guess."
        )
    ]
    for heading, texts in page[0]:
        items.append(Section(heading, tuple(Words(text, by) for text, by in texts)))
    if pages > 1:
        items.append(
            Text(
                "These are the latest. Older ones came to you as messages when their check-in closed.",
                tone="quiet",
            )
        )
    return Form(
        "Notes for you",
        Action("programme.close_notes", {"cohort": str(cohort.id)}),
        instance,
        tuple(items),
        "Close",
    )


def no_notes(cohort: Cohort) -> Message:
    return message("No notes yet", Text(f"Nobody in {cohort.name} has sent you a note yet."))


def note_heading(question: str) -> str:
    return f"Your own note: {question}"


def draft_heading(question: str) -> str:
    return f"In your open draft: {question}"

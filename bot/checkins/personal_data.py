"""Lets a person read and erase what they wrote in check-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.checkins import notes_screens as screens
from bot.checkins.model import OWN_QUESTION, QUESTIONS
from bot.checkins.sealing import open_private, read_draft
from bot.checkins.wording import heading
from bot.turn import Turn


def show(turn: Turn) -> Iterator[tuple[str, str]]:
    unit, person = turn.unit, turn.person
    has_draft = any(read_draft(unit, open_).answers for open_ in unit.checkins.open_for(person.id))
    yield "Open draft", "yes, encrypted" if has_draft else "none"
    yield "Notes only you can read", str(len(unit.checkins.private_notes(person.id)))


def export(turn: Turn) -> list[tuple[str, str]]:
    return [*_private_words(turn), *_draft_words(turn)]


def erase(turn: Turn) -> None:
    """The draft, the notes, and whom the person picked to read them."""
    turn.unit.checkins.erase(turn.person.id)
    turn.unit.people.save([replace(turn.person, picks=b"")])


def _private_words(turn: Turn) -> list[tuple[str, str]]:
    words = []
    for note in turn.unit.checkins.private_notes(turn.person.id):
        cohort = turn.unit.programme.cohort(note.cohort)
        vault = turn.unit.privacy.vault(cohort.organisation, cohort.id)
        words.append((screens.note_heading(_name(note.question)), open_private(vault, note)))
    return words


def _draft_words(turn: Turn) -> list[tuple[str, str]]:
    drafts = [(open_, read_draft(turn.unit, open_)) for open_ in turn.unit.checkins.open_for(turn.person.id)]
    return [
        (screens.draft_heading(_name(key)), answer.note)
        for _, draft in drafts
        for key, answer in draft.answers.items()
        if answer.note
    ]


def _name(question: str) -> str:
    known = {q.key: q for q in (*QUESTIONS, OWN_QUESTION)}
    return heading(known[question], None, "")

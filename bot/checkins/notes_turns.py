"""A lead reads the notes of a cohort."""

from __future__ import annotations

from bot.checkins import notes_screens as screens
from bot.checkins.model import questions_of
from bot.checkins.sealing import decode_note
from bot.checkins.wording import heading
from bot.ids import new_id
from bot.notes import paginate
from bot.people.model import CHECKED_IN
from bot.people.roles import Role
from bot.privacy.seal import Purpose
from bot.programme.leads import all_leads, led_cohort
from bot.screens import leads_only
from bot.surface import Action
from bot.turn import OpenForm, Reply, Show, Turn


def read_notes(turn: Turn, action: Action) -> Reply:
    """The notes sent to the leads, read privately."""
    cohort = led_cohort(turn, action)
    if cohort is None:
        return Show(leads_only(all_leads(turn)))
    vault = turn.unit.privacy.vault(cohort.organisation, cohort.id)
    names = {q.key: q for q in questions_of(cohort)}
    headed: dict[str, list[tuple[str, str]]] = {}
    for note in turn.unit.checkins.notes(cohort.id):
        binding = (note.round, note.role, note.question, note.id)
        words = decode_note(vault.open(Purpose.NOTE, binding, note.sealed))
        role = Role(note.role) if note.role in {*CHECKED_IN} else None
        headed.setdefault(heading(names[note.question], role, cohort.own_question), []).append(words)
    pages = paginate(headed)
    about = {"cohort": cohort.id}
    if not turn.is_repeat:
        actor = f"person:{turn.person.id}"
        turn.unit.privacy.record(at=turn.now, actor=actor, what="notes.read", about=about)
    return (
        OpenForm(screens.notes(cohort, pages[:1], len(pages), new_id()))
        if pages
        else Show(screens.no_notes(cohort))
    )

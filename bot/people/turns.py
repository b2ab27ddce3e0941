"""What happens when somebody pauses, comes back, or asks what is kept about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.checkins.model import OWN_QUESTION, QUESTIONS
from bot.checkins.rounds import plan_open_rounds
from bot.checkins.screens import heading
from bot.checkins.sealing import open_private, read_draft
from bot.flags.personal_data import erase_flag_words, flag_words, own_flags
from bot.forms import Rejected, read_form
from bot.ids import new_id
from bot.people import screens
from bot.people.model import Pause, PauseReason, Person
from bot.ports import UnitOfWork
from bot.reviews.turns import forget_own, own_words
from bot.surface import Action, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn


def show_pause(turn: Turn, _said: object = "") -> Reply:
    return Show(screens.pause(turn.person))


def pause(turn: Turn, action: Action) -> Reply:
    """Pauses for some weeks of the person's own calendar, or until they come back."""
    weeks = action.params.get("weeks", "")
    today = turn.now.astimezone(ZoneInfo(turn.person.zone)).date()
    until = today + timedelta(weeks=int(weeks)) if weeks.isdecimal() and len(weeks) < 3 else None
    paused = replace(turn.person, pause=Pause(PauseReason.OWN_WISH, until))
    if turn.is_repeat:
        return Redraw(screens.pause(turn.person))
    turn.unit.people.save([paused])
    return Redraw(screens.pause(paused))


def resume(turn: Turn, _action: Action) -> Reply:
    if not turn.is_repeat:
        come_back(turn.unit, turn.person)
    return Redraw(screens.resumed(turn.person))


def come_back(unit: UnitOfWork, person: Person) -> None:
    """Ends the pause; the person joins the rounds that are open."""
    unit.people.save([replace(person, pause=None)])
    for membership in unit.people.memberships(person.id):
        plan_open_rounds(unit, unit.programme.cohort(membership.cohort), [person.id])


def ask_quiet(turn: Turn, _action: Action) -> Reply:
    return OpenForm(screens.quiet_hours(turn.person, new_id()))


def set_quiet(turn: Turn, _submitted: Action, instance: str, values: Values) -> Reply:
    if turn.is_repeat:
        return Show(screens.pause(turn.person))
    form = screens.quiet_hours(turn.person, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    begin, end = (
        time.fromisoformat(text) if (text := read.values[key]) else None for key in ("quiet_from", "quiet_to")
    )
    if (begin is None) != (end is None):
        return RejectForm(form, {"quiet_to" if begin else "quiet_from": screens.QUIET_BOTH})
    if begin and end and end <= begin:
        return RejectForm(form, {"quiet_to": screens.QUIET_ORDER})
    changed = replace(turn.person, quiet_from=begin, quiet_to=end)
    turn.unit.people.save([changed])
    return Show(screens.pause(changed))


def show_mine(turn: Turn, _said: object = "") -> Reply:
    """`/my-data`: what is still tied to the person."""
    unit, person = turn.unit, turn.person
    parts = [f"{unit.programme.cohort(m.cohort).name} ({m.role})" for m in unit.people.memberships(person.id)]
    parts += [
        screens.line_manager_of(one.name)
        for one in unit.people.reporting_to(person.organisation, person.email)
    ]
    has_draft = any(read_draft(unit, open_).answers for open_ in unit.checkins.open_for(person.id))
    private, flags = len(unit.checkins.private_notes(person.id)), len(own_flags(turn))
    return Show(screens.own_card(person, parts, private, has_draft, flags=flags))


def read_mine(turn: Turn, _action: Action) -> Reply:
    words = [*_private_words(turn), *_draft_words(turn), *_review_words(turn), *flag_words(turn)]
    return OpenForm(screens.own_words(words, new_id())) if words else Show(screens.nothing_kept())


def close_mine(turn: Turn, _submitted: Action, _instance: str, _values: Values) -> Reply:
    return show_mine(turn)


def ask_erase(_turn: Turn, _action: Action) -> Reply:
    return Redraw(screens.ask_erase())


def erase(turn: Turn, _action: Action) -> Reply:
    if not turn.is_repeat:
        turn.unit.checkins.erase(turn.person.id)
        forget_own(turn.unit, turn.person)
        erase_flag_words(turn)
        turn.unit.people.save([replace(turn.person, picks=b"")])
    return Redraw(screens.erased())


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


def _review_words(turn: Turn) -> list[tuple[str, str]]:
    return [(screens.REVIEW_HEADING, words) for words in own_words(turn.unit, turn.person)]


def _name(question: str) -> str:
    known = {q.key: q for q in (*QUESTIONS, OWN_QUESTION)}
    return heading(known[question], None, "")

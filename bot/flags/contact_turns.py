"""A contact reads, takes, answers and closes a flag, and when its mentor writes back.

What is written is read in forms only. Each side hears that there is something, and the mentor's name stays with
whoever they gave it to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.flags import contact_screens, screens
from bot.flags.model import Author, Flag, FlagEntry, FlagState
from bot.flags.own import own_flag, own_flags
from bot.flags.passing_on import hand_on, mentor_and_other_contact
from bot.flags.sealing import open_entry, open_flag, pseudonym, seal_entry
from bot.forms import Rejected, read_form
from bot.ids import FlagId, new_id
from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.days import day_of
from bot.screens import stale
from bot.surface import Action, Form, Values
from bot.tickets.drafts import status_of
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn

_OPEN = (FlagState.OPEN, FlagState.TAKEN)
_READABLE = (*_OPEN, FlagState.CLOSED)


def is_contact(turn: Turn) -> bool:
    """By their role, by a charter that names them, or since a flag went to them when one did."""
    unit, memberships = turn.unit, turn.unit.people.memberships(turn.person.id)
    if any(m.role in (Role.CONTACT, Role.LEAD) for m in memberships):
        return True
    charters = (unit.charters.current(cohort) for cohort in {m.cohort for m in memberships})
    is_named = any(one and turn.person.email in one.terms.contacts for one in charters)
    return is_named or bool(unit.flags.waiting_for(turn.person.id))


def show(turn: Turn, _said: object = "") -> Reply:
    """Lists what waits for the person, oldest first."""
    if not is_contact(turn):
        return Show(stale())
    return Show(contact_screens.queue(turn.unit.flags.waiting_for(turn.person.id), turn.person, turn.now))


def mine(turn: Turn, _action: Action) -> Reply:
    """The person's own flags, in every cohort they mentor in."""
    flags = own_flags(turn)
    tickets = {one.flag: one for one in turn.unit.tickets.of(flags=[one.id for one in flags])}
    statuses = {id_: status_of(ticket) for id_, ticket in tickets.items()}
    return Show(screens.mine([(one, statuses.get(one.id, "")) for one in flags], turn.person))


def open_one(turn: Turn, action: Action) -> Reply:
    """The flag and its thread in a form, for who raised it and for whom they picked."""
    flag = turn.unit.flags.flag(FlagId(action.params.get("flag", "")))
    if flag is None or flag.state not in _READABLE:
        return Show(stale())
    if flag.contact == turn.person.id:
        if not turn.is_repeat:
            # Without the reference: the moment, and that of the message after it, would tell whose flag it is.
            actor, about = f"person:{turn.person.id}", {"cohort": flag.cohort}
            turn.unit.privacy.record(at=turn.now, actor=actor, what="flag.read", about=about)
        return OpenForm(_contact_form(turn, flag, new_id()))
    if _is_author(turn, flag):
        return OpenForm(_mentor_form(turn, flag, new_id()))
    return Show(stale())


def answer(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The contact wrote back, took it on, or closed it."""
    flag = turn.unit.flags.flag(FlagId(submitted.params.get("flag", "")), lock=True)
    if flag is None or flag.contact != turn.person.id or flag.state not in _READABLE:
        return Show(stale())
    form = _contact_form(turn, flag, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    words, step = read.values["words"], read.values["step"]
    if not words and step != "take":
        problem = contact_screens.SAY_WHAT_WAS_DONE if step == "close" else contact_screens.WRITE_OR_TAKE
        return RejectForm(form, {"words": problem})
    after = _stepped(flag, step, turn.now)
    if not turn.is_repeat:
        if words:
            _add(turn, flag, Author.CONTACT, words)
        turn.unit.flags.keep(after)
        _tell_mentor(turn.unit, after, turn.now)
    return Show(contact_screens.answered(after, turn.person, step))


def reply(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The mentor wrote to their contact."""
    flag = turn.unit.flags.flag(FlagId(submitted.params.get("flag", "")), lock=True)
    if flag is None or not _is_author(turn, flag) or flag.state not in _READABLE or flag.contact is None:
        return Show(stale())
    form = _mentor_form(turn, flag, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    if not turn.is_repeat:
        _add(turn, flag, Author.MENTOR, read.values["words"])
        contact = turn.unit.people.person(flag.contact)
        turn.unit.outbox.enqueue([in_working_hours(contact, contact_screens.wrote_back(flag), turn.now)])
    return Show(screens.replied(flag))


def pass_on(turn: Turn, action: Action) -> Reply:
    """The mentor passes it on."""
    flag = own_flag(turn, FlagId(action.params.get("flag", "")))
    if flag is None or flag.state not in _OPEN:
        return Show(stale())
    _mentor, other = mentor_and_other_contact(turn.unit, flag)
    if flag.passed_on_at is None and other and not turn.is_repeat:
        flag = hand_on(turn.unit, flag, other, turn.now)
    contact = turn.unit.people.person(flag.contact) if flag.contact else None
    if contact is None or flag.passed_on_at is None:
        return Show(stale())
    return Redraw(screens.passed_on(flag, contact, turn.person))


def _stepped(flag: Flag, step: str, now: datetime) -> Flag:
    if step == "close":
        return replace(flag, state=FlagState.CLOSED, closed_at=flag.closed_at or day_of(now))
    if step == "take" and flag.state is FlagState.OPEN:
        return replace(flag, state=FlagState.TAKEN, taken_at=day_of(now))
    return flag


def _add(turn: Turn, flag: Flag, by: Author, words: str) -> None:
    number = len(turn.unit.flags.entries(flag.id)) + 1
    sealed = seal_entry(turn.unit, flag, number, words)
    turn.unit.flags.add_entry(
        FlagEntry(flag=flag.id, number=number, by=by, at=day_of(turn.now), sealed=sealed)
    )


def _tell_mentor(unit: UnitOfWork, flag: Flag, now: datetime) -> None:
    mentor = unit.people.person(open_flag(unit, flag).author)
    unit.outbox.enqueue([in_working_hours(mentor, screens.news(flag), now)])


def _contact_form(turn: Turn, flag: Flag, instance: str) -> Form:
    words = open_flag(turn.unit, flag)
    mentor = turn.unit.people.person(words.author)
    return contact_screens.thread_for_contact(
        flag, words, _thread(turn.unit, flag), mentor, turn.person, instance
    )


def _mentor_form(turn: Turn, flag: Flag, instance: str) -> Form:
    contact: Person | None = turn.unit.people.person(flag.contact) if flag.contact else None
    words = open_flag(turn.unit, flag)
    return screens.thread_for_mentor(flag, words, _thread(turn.unit, flag), contact, instance)


def _thread(unit: UnitOfWork, flag: Flag) -> list[tuple[Author, str]]:
    return [(one.by, open_entry(unit, flag, one)) for one in unit.flags.entries(flag.id)]


def _is_author(turn: Turn, flag: Flag) -> bool:
    return flag.pseudonym == pseudonym(turn.unit, flag.cohort, turn.person.id)

"""The one door for people: an event comes in, is handled in one transaction, and a reply goes back.

A table routes `noun.verb` to a function. The event's key is kept with the facts it caused, so a repeat is
recognised, writes nothing, and gets its reply from what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias, assert_never

from bot.approvals import turns as approvals
from bot.asks import agenda
from bot.asks import turns as asks
from bot.charter import editing
from bot.charter import turns as charter
from bot.checkins import turns as checkins
from bot.flags import contact_turns, pattern_turns
from bot.flags import ticks as scope_ticks
from bot.flags import turns as flags
from bot.home import turns as home
from bot.people import turns as people
from bot.ports import UnitOfWork, Work
from bot.programme import turns as programme
from bot.reports import turns as reports
from bot.reviews import turns as reviews
from bot.screens import commands, stale, stranger, unknown_word
from bot.sessions import turns as sessions
from bot.surface import Action, Values
from bot.tickets import queue_turns
from bot.tickets import turns as tickets
from bot.turn import Called, Event, Pressed, Quoted, RejectForm, Reply, Said, Show, Submitted, Turn

Command: TypeAlias = Callable[[Turn, str], Reply]
Press: TypeAlias = Callable[[Turn, Action], Reply]
Submission: TypeAlias = Callable[[Turn, Action, str, Values], Reply]

COMMANDS: Mapping[str, Command] = {
    "home": home.show,
    "check-in": checkins.show,
    "charter": charter.show,
    "scope-flag": flags.show,
    "ask": asks.show,
    "session": sessions.show,
    "pause": people.show_pause,
    "my-data": people.show_mine,
    "cohort": programme.show,
    "cohort-report": reports.show,
    "tickets": queue_turns.show,
    "help": lambda _turn, _text: Show(commands()),
}
PRESSES: Mapping[str, Press] = {
    "home.call": lambda turn, action: _call(
        turn, action.params.get("command", ""), action.params.get("text", "")
    ),
    "checkins.form": checkins.form,
    "checkins.chat": checkins.chat,
    "checkins.choose": checkins.choose,
    "checkins.no_note": checkins.no_note,
    "checkins.tell": checkins.tell,
    "charter.show": charter.show,
    "charter.sign": charter.sign,
    "charter.edit": editing.edit,
    "charter.show_edit": editing.show_edit,
    "charter.rebase": editing.rebase,
    "charter.publish": editing.publish_edit,
    "charter.drop_edit": editing.drop_edit,
    "charter.pick_words": editing.pick_words,
    "charter.ask_words": editing.ask_words,
    "charter.approve_time": approvals.approve,
    "charter.ask_record": approvals.ask_record,
    "charter.still_right": reviews.still_right,
    "charter.ask_change": reviews.ask_change,
    "people.show_pause": people.show_pause,
    "people.pause": people.pause,
    "people.resume": people.resume,
    "people.ask_quiet": people.ask_quiet,
    "people.show_mine": people.show_mine,
    "people.read_mine": people.read_mine,
    "people.ask_erase": people.ask_erase,
    "people.erase": people.erase,
    "sessions.about": sessions.about,
    "sessions.keep": sessions.keep,
    "sessions.layer": sessions.layer,
    "sessions.remove": sessions.remove,
    "sessions.form": sessions.form,
    "scope.flag": flags.press_flag,
    "scope.send": flags.send_to_it,
    "scope.change": flags.change,
    "scope.drop": flags.drop_draft,
    "scope.mine": contact_turns.mine,
    "scope.open": contact_turns.open_one,
    "scope.queue": contact_turns.show,
    "scope.pass_on": scope_ticks.pass_on,
    "scope.tell_lead": pattern_turns.tell_lead,
    "asks.send": asks.send,
    "asks.to_desk": asks.to_desk,
    "asks.change": asks.change,
    "asks.drop": asks.drop,
    "asks.agenda": agenda.show,
    "asks.done": agenda.done,
    "programme.show": programme.show,
    "programme.read_notes": programme.read_notes,
    "programme.ask_did": programme.ask_did,
    "reports.show": reports.show_one,
    "tickets.reopen": tickets.reopen,
    "tickets.show": queue_turns.show_one,
    "tickets.take": queue_turns.take,
    "tickets.wait": queue_turns.wait,
    "tickets.done": queue_turns.done,
    "tickets.open": queue_turns.open_again,
}
ON_MESSAGES: Mapping[str, Callable[[Turn, str, Quoted], Reply]] = {"scope-flag": flags.show_quoted}
"""Commands that read the message they were called on."""
FOR_ALL = frozenset({"my-data"})
"""Commands for everybody who is known, with or without a part in a cohort."""
IN_OWN_CHAT = frozenset({"checkins.chat"})
"""Presses whose answer wants typed words: wherever the button stood, it goes to the person's own chat with the bot."""
OPENS_FORM = frozenset(
    {
        "home.call",
        "charter.ask_change",
        "charter.ask_record",
        "charter.ask_words",
        "charter.edit",
        "checkins.form",
        "people.ask_quiet",
        "people.read_mine",
        "programme.ask_did",
        "programme.read_notes",
        "sessions.form",
        "scope.flag",
        "scope.change",
        "scope.open",
        "asks.change",
    }
)
"""Presses that a form may answer, for a platform that has to know before it is pressed."""
SUBMISSIONS: Mapping[str, Submission] = {
    "checkins.save": checkins.save,
    "charter.sort_edit": editing.sort_edit,
    "charter.keep_words": editing.keep_words,
    "charter.record_time": approvals.record,
    "charter.say_change": reviews.say_change,
    "people.set_quiet": people.set_quiet,
    "people.close_mine": people.close_mine,
    "scope.raise": flags.raise_flag,
    "scope.answer": contact_turns.answer,
    "scope.reply": contact_turns.reply,
    "asks.sort": asks.sort,
    "sessions.save": sessions.save,
    "programme.close_notes": programme.close_notes,
    "programme.say_did": programme.say_did,
}


def handle(event: Event, work: Work, now: datetime) -> Reply:
    """The reply to an event, with everything it caused kept. The same event again changes nothing."""
    return work(lambda unit: _handle(event, unit, now))


def _handle(event: Event, unit: UnitOfWork, now: datetime) -> Reply:
    person, is_repeat = unit.people.enter(event.key, event.who, now)
    if is_repeat:
        unit.roll_back()
    if person is None:
        return Show(stranger())
    reply = _route(Turn(unit=unit, person=person, now=now, is_repeat=is_repeat), event)
    if isinstance(reply, RejectForm):
        unit.roll_back()  # the same form comes again once it is mended, and is no repeat
    return reply


def _route(turn: Turn, event: Event) -> Reply:
    match event.act:
        case Called(command, text, quoted):
            on_message = ON_MESSAGES.get(_word(command))
            return on_message(turn, text, quoted) if on_message and quoted else _call(turn, command, text)
        case Pressed(action):
            return PRESSES[action.name](turn, action) if action.name in PRESSES else Show(stale())
        case Submitted(action, instance, values):
            submit = SUBMISSIONS.get(action.name)
            return submit(turn, action, instance, values) if submit else Show(stale())
        case Said(text):
            return _say(turn, text)
        case _ as never:
            assert_never(never)


def _call(turn: Turn, command: str, text: str) -> Reply:
    """Somebody without a part in any cohort is here as a line manager, and finds no more than concerns them as one."""
    known = COMMANDS.get(_word(command))
    if _word(command) not in FOR_ALL and approvals.is_bystander(turn):
        return approvals.front(turn)
    return known(turn, text) if known else Show(unknown_word())


def _say(turn: Turn, text: str) -> Reply:
    """A command's word, with or without the slash, is that command; else the words answer what is pending."""
    word, _, rest = text.strip().partition(" ")
    if _word(word) in COMMANDS and (text.strip().startswith("/") or not rest):
        return _call(turn, word, rest)
    if approvals.is_bystander(turn):
        return approvals.front(turn)
    return checkins.said(turn, text) or Show(unknown_word())


def _word(typed: str) -> str:
    return typed.strip().removeprefix("/").casefold().replace("_", "-")

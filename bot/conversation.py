"""The one door for people: an event comes in, is handled in one transaction, and a reply goes back.

The event's key is kept with the facts it caused, so a repeat is recognised, writes nothing, and gets its reply from
what is kept. Which function answers what is declared by the features.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.features import FEATURES
from bot.ports import UnitOfWork, Work
from bot.registry import Registry
from bot.screens import stale, stranger
from bot.turn import Called, Event, Pressed, RejectForm, Reply, Said, Show, Submitted, Turn


def handle(event: Event, work: Work, now: datetime, features: Registry = FEATURES) -> Reply:
    """The reply to an event, with everything it caused kept. The same event again changes nothing."""
    return work(lambda unit: _handle(event, unit, now, features))


def _handle(event: Event, unit: UnitOfWork, now: datetime, features: Registry) -> Reply:
    person, is_repeat = unit.people.enter(event.key, event.who, now)
    if is_repeat:
        unit.roll_back()
    if person is None:
        return Show(stranger())
    turn = Turn(unit=unit, person=person, now=now, is_repeat=is_repeat, registry=features)
    reply = _answer(turn, event)
    if isinstance(reply, RejectForm):
        unit.roll_back()  # the same form comes again once it is mended, and is no repeat
    return reply


def _answer(turn: Turn, event: Event) -> Reply:
    registry = turn.registry
    match event.act:
        case Called(command, text, quoted):
            return registry.call(turn, command, text, quoted)
        case Pressed(action):
            button = registry.buttons.get(action.name)
            return button.press(turn, action) if button else Show(stale())
        case Submitted(action, instance, values):
            form = registry.forms.get(action.name)
            return form.submit(turn, action, instance, values) if form else Show(stale())
        case Said(text):
            return _answer_words(turn, text)
        case _ as never:
            assert_never(never)


def _answer_words(turn: Turn, text: str) -> Reply:
    """A command's word, with or without the slash, is that command; else the words answer what is pending."""
    word, _, rest = text.strip().partition(" ")
    if turn.registry.command(word) and (text.strip().startswith("/") or not rest):
        return turn.registry.call(turn, word, rest)
    return turn.registry.answer_bystander(turn) or turn.registry.answer_words(turn, text)

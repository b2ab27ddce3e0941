"""Sample people. They react to the messages that arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from adapters.demo.activities import Activities
from adapters.demo.answering import Answering
from adapters.demo.client import ShownMessage, buttons
from adapters.demo.persona import Persona
from bot.surface import Button, Form

_SIGN_HOURS: Final = (0.5, 60.0)
_SIGN_LATE_HOURS: Final = (165.0, 200.0)
_PLAIN: Final = ("charter.approve_time", "charter.still_right")
"""Buttons that everybody presses."""
_READ_HOURS: Final = (0.5, 6.0)
_DID_HOURS: Final = (24.0, 48.0)
_DID = {
    "said": (
        "You want examples that are closer to your own work, and time for this that nobody else books over. "
        "Several of you asked what may be pasted into which tool."
    ),
    "did": (
        "Friday mornings from nine to ten stay free for pairs until the summer. There is a folder with worked "
        "examples from six areas, and one page about which tool takes what. A licence still takes two weeks; we "
        "are working on that one."
    ),
}


class SimulatedPerson:
    """Reads what arrives, and schedules a reaction."""

    def __init__(self, persona: Persona) -> None:
        self._persona = persona
        self._answering: dict[str, Answering] = {}
        self._rounds_of_notes: set[str] = set()
        self._tickets: set[str] = set()
        self._activities = Activities(persona)

    @property
    def name(self) -> str:
        return self._persona.name

    @property
    def next_at(self) -> datetime | None:
        return self._persona.schedule.next_at

    def act(self) -> None:
        """Does the next task. Marks the chat as seen then."""
        self._persona.schedule.pop()()
        self._persona.client.mark_seen()

    @property
    def answers(self) -> int:
        """The number of questions answered in all check-ins."""
        return sum(len(one.answered) for one in self._answering.values())

    @property
    def has_unanswered(self) -> bool:
        """True if a check-in is open that they have not begun."""
        return any(one.is_open and not one.answered for one in self._answering.values())

    def receive(self, seen: ShownMessage, *, card: str) -> None:
        """Takes a new message, or a redraw of the one with this card."""
        sign = buttons(seen.message, "charter.sign")
        if sign:
            self._sign_later(sign[0], seen)
        elif card in self._answering:
            self._answering[card].update_card(seen)
        elif buttons(seen.message, "checkins.form"):
            self._answering[card] = Answering(self._persona, seen, count=len(self._answering) + 1)
        elif plain := [one for action in _PLAIN for one in buttons(seen.message, action)]:
            self._persona.schedule.within_hours(
                self._persona.now, _SIGN_HOURS, lambda: self._press(plain[0], seen)
            )
        elif take := buttons(seen.message, "tickets.take"):
            self._handle_ticket_once(card, seen, take[0])
        elif (open_ := buttons(seen.message, "scope.open")) and not self._persona.temperament.logs_sessions:
            self._activities.handle_flag(seen, open_[0])
        elif self._persona.temperament.leads and seen.message.notify.startswith("Notes from"):
            self._read_notes_later(seen.message.notify)

    def _sign_later(self, sign: Button, seen: ShownMessage) -> None:
        hours = _SIGN_LATE_HOURS if self._persona.temperament.signs_late else _SIGN_HOURS
        self._persona.schedule.within_hours(self._persona.now, hours, lambda: self._sign(sign, seen))

    def _sign(self, sign: Button, seen: ShownMessage) -> None:
        self._press(sign, seen)
        self._activities.begin()

    def _handle_ticket_once(self, card: str, seen: ShownMessage, take: Button) -> None:
        """Handles a ticket once, although its card is redrawn with every change."""
        if card not in self._tickets:
            self._tickets.add(card)
            self._activities.handle_ticket(seen, take)

    def _press(self, button: Button, seen: ShownMessage) -> None:
        self._persona.client.press(button, on=seen)

    def _read_notes_later(self, notes: str) -> None:
        """Schedules one look at the report for each round, however many messages its notes take."""
        if notes in self._rounds_of_notes:
            return
        self._rounds_of_notes.add(notes)
        self._persona.schedule.within_hours(
            self._persona.now, _READ_HOURS, lambda: self._type("/cohort-report")
        )
        if self._persona.temperament.says_what_was_done and len(self._rounds_of_notes) == 2:
            self._persona.schedule.within_hours(self._persona.now, _DID_HOURS, self._say_what_was_done)

    def _type(self, text: str) -> None:
        self._persona.client.type(text)

    def _say_what_was_done(self) -> None:
        glance = self._persona.client.type("/cohort")
        if not isinstance(glance, ShownMessage) or not (ask := buttons(glance.message, "programme.ask_did")):
            return
        form = self._persona.client.press(ask[0], on=glance)
        if isinstance(form, Form):
            self._persona.client.submit(form, _DID)

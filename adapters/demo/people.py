"""The sample people. They know no schedule: they react to what arrives on their phone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from adapters.demo.activities import Activities
from adapters.demo.answering import Answering
from adapters.demo.client import Seen, buttons
from adapters.demo.person import SimulatedPerson
from bot.surface import Button, Form

_SIGN_HOURS: Final = (0.5, 60.0)
_SIGN_LATE_HOURS: Final = (165.0, 200.0)
_PLAIN: Final = ("charter.approve_time", "charter.still_right")
"""Buttons that most press without a second thought."""
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


class Person:
    """Somebody who reads what comes and does something about it, sooner or later."""

    def __init__(self, player: SimulatedPerson) -> None:
        self._player = player
        self._answering: dict[str, Answering] = {}
        self._rounds_of_notes: set[str] = set()
        self._tickets: set[str] = set()
        self._working = Activities(player)

    @property
    def name(self) -> str:
        return self._player.name

    @property
    def next_at(self) -> datetime | None:
        return self._player.diary.next_at

    def act(self) -> None:
        """Does the next thing they meant to; that is when they look at their phone."""
        self._player.diary.take()()
        self._player.phone.look()

    @property
    def answers(self) -> int:
        """Questions answered so far, over all check-ins."""
        return sum(len(one.answered) for one in self._answering.values())

    @property
    def has_unanswered(self) -> bool:
        """Whether a check-in is open that they have not begun."""
        return any(one.is_open and not one.answered for one in self._answering.values())

    def receive(self, seen: Seen, *, card: str) -> None:
        """A message arrived, or the one with this card looks different."""
        sign = buttons(seen.message, "charter.sign")
        if sign:
            self._sign_later(sign[0], seen)
        elif card in self._answering:
            self._answering[card].look(seen)
        elif buttons(seen.message, "checkins.form"):
            self._answering[card] = Answering(self._player, seen, count=len(self._answering) + 1)
        elif plain := [one for action in _PLAIN for one in buttons(seen.message, action)]:
            self._player.diary.within_hours(
                self._player.now, _SIGN_HOURS, lambda: self._press(plain[0], seen)
            )
        elif take := buttons(seen.message, "tickets.take"):
            self._work_off_once(card, seen, take[0])
        elif (open_ := buttons(seen.message, "scope.open")) and not self._player.temperament.logs_sessions:
            self._working.read_flag(seen, open_[0])
        elif self._player.temperament.leads and seen.message.notify.startswith("Notes from"):
            self._read_notes_later(seen.message.notify)

    def _sign_later(self, sign: Button, seen: Seen) -> None:
        hours = _SIGN_LATE_HOURS if self._player.temperament.signs_late else _SIGN_HOURS
        self._player.diary.within_hours(self._player.now, hours, lambda: self._sign(sign, seen))

    def _sign(self, sign: Button, seen: Seen) -> None:
        self._press(sign, seen)
        self._working.begin()

    def _work_off_once(self, card: str, seen: Seen, take: Button) -> None:
        """The card is drawn again with every change."""
        if card not in self._tickets:
            self._tickets.add(card)
            self._working.work_off(seen, take)

    def _press(self, button: Button, seen: Seen) -> None:
        self._player.phone.press(button, on=seen)

    def _read_notes_later(self, notes: str) -> None:
        """However many messages one round's notes came in, the report is read once."""
        if notes in self._rounds_of_notes:
            return
        self._rounds_of_notes.add(notes)
        self._player.diary.within_hours(self._player.now, _READ_HOURS, lambda: self._type("/cohort-report"))
        if self._player.temperament.says_what_was_done and len(self._rounds_of_notes) == 2:
            self._player.diary.within_hours(self._player.now, _DID_HOURS, self._say_what_was_done)

    def _type(self, text: str) -> None:
        self._player.phone.type(text)

    def _say_what_was_done(self) -> None:
        glance = self._player.phone.type("/cohort")
        if not isinstance(glance, Seen) or not (ask := buttons(glance.message, "programme.ask_did")):
            return
        form = self._player.phone.press(ask[0], on=glance)
        if isinstance(form, Form):
            self._player.phone.submit(form, _DID)

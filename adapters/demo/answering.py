"""How a sample person answers one check-in: in one sitting or several, in the form or in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.demo.client import Screen, Seen, buttons
from adapters.demo.diary import Deed
from adapters.demo.filling import answered, changed_mind, fill, without_audience
from adapters.demo.opinions import opinion
from adapters.demo.person import SimulatedPerson
from adapters.demo.sample import STAGES, Note
from adapters.demo.temperaments import Habit, Trait
from bot.surface import Button, Form
from bot.turn import RejectForm

_ALL: Final = 1_000
_HALF: Final = (2, 3)
_LEAVE_WEEKS: Final = "4"

# Hours until they get round to it.
_SOON: Final = (0.3, 40.0)
_REST: Final = (22.0, 60.0)
_AFTER_REMINDER: Final = (0.5, 20.0)
_SECOND_THOUGHTS: Final = (15.0, 30.0)
_LEAVE: Final = (20.0, 40.0)

# Seconds that something takes them.
_FILLING: Final = (100.0, 400.0)
_A_STEP: Final = (8.0, 70.0)

_TYPES: Final = 0.3
"""How often an answer is typed in the chat rather than pressed."""
_FORGETS: Final = 0.3
"""How often somebody forgets to say who gets their note."""


class Answering:
    """One person and one check-in, their `count`-th, from its card's arrival to its close."""

    def __init__(self, player: SimulatedPerson, card: Seen, *, count: int) -> None:
        self._player = player
        self._card = card
        self._count = count
        self._is_planned = False
        self.answered: set[str] = set()
        if not self._is_skipped:
            self._make_plans()

    @property
    def is_open(self) -> bool:
        return bool(buttons(self._card.message, "checkins.form"))

    def look(self, card: Seen) -> None:
        """The card came again as a reminder, or was drawn again in its place."""
        is_reminder = card.entry != self._card.entry
        self._card = card
        waits = self._player.temperament.habit is Habit.WHEN_REMINDED and not self._is_skipped
        if is_reminder and waits and not self._is_planned:
            self._plan(_AFTER_REMINDER, self._open_form)

    @property
    def _is_skipped(self) -> bool:
        return self._count in self._player.temperament.skips

    @property
    def _note(self) -> Note | None:
        if self._count > len(STAGES):
            return None
        return self._player.temperament.hand.get(STAGES[self._count - 1])

    def _make_plans(self) -> None:
        match self._player.temperament.habit:
            case Habit.IN_A_FORM:
                self._plan(_SOON, self._open_form)
            case Habit.IN_THE_CHAT:
                self._plan(_SOON, self._open_chat)
            case Habit.IN_PARTS:
                half = self._player.luck.randint(*_HALF)
                begin = self._player.luck.choice((self._open_form, self._open_chat))
                self._plan(_SOON, lambda: begin(half))
            case Habit.WHEN_REMINDED | Habit.NEVER:
                pass

    def _plan(self, hours: tuple[float, float], deed: Deed) -> None:
        self._is_planned = True
        self._player.diary.within_hours(self._player.now, hours, deed)

    def _go_on(self, seconds: tuple[float, float], deed: Deed) -> None:
        self._player.diary.within_seconds(self._player.now, seconds, deed)

    def _choose(self, question: str, options: Sequence[str]) -> str:
        player = self._player
        return opinion(question, options, self._count, player.temperament, player.luck)

    def _open(self, action: str) -> Screen | None:
        """What comes of pressing that button of the card; None once the check-in is closed."""
        found = buttons(self._card.message, action)
        return self._player.phone.press(found[0], on=self._card) if found else None

    # In the form

    def _open_form(self, at_most: int = _ALL) -> None:
        form = self._open("checkins.form")
        if isinstance(form, Form):
            self._go_on(_FILLING, lambda: self._submit(form, at_most))

    def _submit(self, form: Form, at_most: int) -> None:
        phone, luck = self._player.phone, self._player.luck
        values = fill(form, self._choose, at_most=at_most, note=self._note)
        forgets = luck.random() < _FORGETS
        saved = phone.submit(form, without_audience(values) if forgets else values)
        if isinstance(saved, RejectForm):
            saved = phone.submit(saved.form, values)
        if isinstance(saved, Seen) and buttons(saved.message, "checkins.form"):
            self.answered |= answered(form, values)
            self._look_back(saved)

    def _reconsider(self) -> None:
        form = self._open("checkins.form")
        if isinstance(form, Form):
            values = changed_mind(form, self._choose)
            self._go_on(_FILLING, lambda: self._press_save(form, values))

    def _press_save(self, form: Form, values: dict[str, str]) -> None:
        self._player.phone.submit(form, values)

    # In the chat

    def _open_chat(self, at_most: int = _ALL) -> None:
        question = self._open("checkins.chat")
        if isinstance(question, Seen):
            self._go_on(_A_STEP, lambda: self._step(question, at_most))

    def _step(self, seen: Seen, left: int) -> None:
        """Does what the message asks for, until it asks for nothing more or they have had enough."""
        if choices := buttons(seen.message, "checkins.choose"):
            if left == 0:
                self._plan(_REST, self._open_chat)
                return
            left -= 1
            following = self._answer(seen, choices)
        elif no_note := buttons(seen.message, "checkins.no_note"):
            following = self._answer_note(seen, no_note[0])
        elif audiences := buttons(seen.message, "checkins.tell"):
            following = self._player.phone.press(self._audience(audiences), on=seen)
        else:
            self._look_back(seen)
            return
        if isinstance(following, Seen):
            shown = following
            self._go_on(_A_STEP, lambda: self._step(shown, left))

    def _answer(self, seen: Seen, choices: Sequence[Button]) -> Screen:
        phone = self._player.phone
        question = choices[0].action.params["question"]
        options = {button.action.params["option"]: button for button in choices}
        option = self._choose(question, list(options))
        self.answered.add(question)
        if self._player.luck.random() < _TYPES:
            return phone.type(option if option.isdecimal() else options[option].label.lower())
        return phone.press(options[option], on=seen)

    def _answer_note(self, seen: Seen, no_note: Button) -> Screen:
        note = self._note
        if note and note.question == no_note.action.params["question"]:
            return self._player.phone.type(note.text)
        return self._player.phone.press(no_note, on=seen)

    def _audience(self, audiences: Sequence[Button]) -> Button:
        wanted = self._note.audience.value if self._note else ""
        return next((one for one in audiences if one.action.params["audience"] == wanted), audiences[0])

    # Afterwards

    def _look_back(self, saved: Seen) -> None:
        if not buttons(saved.message, "checkins.form"):
            return
        if buttons(saved.message, "checkins.chat"):
            rest = self._player.luck.choice((self._open_form, self._open_chat))
            self._plan(_REST, rest)
            return
        if self._count == 1 and self._player.temperament.trait:
            self._follow(self._player.temperament.trait)

    def _follow(self, trait: Trait) -> None:
        match trait:
            case Trait.HAS_SECOND_THOUGHTS:
                self._plan(_SECOND_THOUGHTS, self._reconsider)
            case Trait.TAKES_LEAVE:
                self._plan(_LEAVE, self._take_leave)
            case Trait.SAYS_THANKS:
                self._go_on(_A_STEP, self._say_thanks)

    def _take_leave(self) -> None:
        phone = self._player.phone
        card = phone.type("/pause")
        if isinstance(card, Seen):
            weeks = [
                b for b in buttons(card.message, "people.pause") if b.action.params["weeks"] == _LEAVE_WEEKS
            ]
            phone.press(weeks[0], on=card)

    def _say_thanks(self) -> None:
        self._player.phone.type("Thanks!")

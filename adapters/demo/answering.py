"""Answers one check-in as a sample person does: at once or in parts, in the form or in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.demo.client import Screen, ShownMessage, buttons
from adapters.demo.form_filling import answered, changed_mind, fill, without_audience
from adapters.demo.opinions import draw_answer
from adapters.demo.persona import Persona
from adapters.demo.sample import STAGES, SampleNote
from adapters.demo.schedule import Task
from adapters.demo.temperaments import Habit, Trait
from bot.surface import Button, Form
from bot.turn import RejectForm

_ALL: Final = 1_000
_HALF: Final = (2, 3)
_LEAVE_WEEKS: Final = "4"

# Hours until a task is done.
_SOON: Final = (0.3, 40.0)
_REST: Final = (22.0, 60.0)
_AFTER_REMINDER: Final = (0.5, 20.0)
_SECOND_THOUGHTS: Final = (15.0, 30.0)
_LEAVE: Final = (20.0, 40.0)

# Seconds that a step takes.
_FILLING: Final = (100.0, 400.0)
_A_STEP: Final = (8.0, 70.0)

_TYPES: Final = 0.3
"""The share of chat answers that are typed rather than pressed."""
_FORGETS: Final = 0.3
"""The share of forms in which somebody forgets to choose an audience."""


class Answering:
    """One person's `count`-th check-in, from the arrival of its card to its close."""

    def __init__(self, persona: Persona, card: ShownMessage, *, count: int) -> None:
        self._persona = persona
        self._card = card
        self._count = count
        self._is_planned = False
        self.answered: set[str] = set()
        if not self._is_skipped:
            self._make_plans()

    @property
    def is_open(self) -> bool:
        return bool(buttons(self._card.message, "checkins.form"))

    def update_card(self, card: ShownMessage) -> None:
        """Takes a reminder or a redrawn card."""
        is_reminder = card.entry != self._card.entry
        self._card = card
        waits = self._persona.temperament.habit is Habit.WHEN_REMINDED and not self._is_skipped
        if is_reminder and waits and not self._is_planned:
            self._plan(_AFTER_REMINDER, self._open_form)

    @property
    def _is_skipped(self) -> bool:
        return self._count in self._persona.temperament.skips

    @property
    def _note(self) -> SampleNote | None:
        if self._count > len(STAGES):
            return None
        return self._persona.temperament.notes.get(STAGES[self._count - 1])

    def _make_plans(self) -> None:
        match self._persona.temperament.habit:
            case Habit.IN_A_FORM:
                self._plan(_SOON, self._open_form)
            case Habit.IN_THE_CHAT:
                self._plan(_SOON, self._open_chat)
            case Habit.IN_PARTS:
                half = self._persona.rng.randint(*_HALF)
                begin = self._persona.rng.choice((self._open_form, self._open_chat))
                self._plan(_SOON, lambda: begin(half))
            case Habit.WHEN_REMINDED | Habit.NEVER:
                pass

    def _plan(self, hours: tuple[float, float], task: Task) -> None:
        self._is_planned = True
        self._persona.schedule.within_hours(self._persona.now, hours, task)

    def _go_on(self, seconds: tuple[float, float], task: Task) -> None:
        self._persona.schedule.within_seconds(self._persona.now, seconds, task)

    def _choose(self, question: str, options: Sequence[str]) -> str:
        persona = self._persona
        return draw_answer(question, options, self._count, persona.temperament, persona.rng)

    def _open(self, action: str) -> Screen | None:
        """Presses the card's button with this action; returns None once the check-in is closed."""
        found = buttons(self._card.message, action)
        return self._persona.client.press(found[0], on=self._card) if found else None

    # In the form

    def _open_form(self, at_most: int = _ALL) -> None:
        form = self._open("checkins.form")
        if isinstance(form, Form):
            self._go_on(_FILLING, lambda: self._submit(form, at_most))

    def _submit(self, form: Form, at_most: int) -> None:
        client, rng = self._persona.client, self._persona.rng
        values = fill(form, self._choose, at_most=at_most, note=self._note)
        forgets = rng.random() < _FORGETS
        saved = client.submit(form, without_audience(values) if forgets else values)
        if isinstance(saved, RejectForm):
            saved = client.submit(saved.form, values)
        if isinstance(saved, ShownMessage) and buttons(saved.message, "checkins.form"):
            self.answered |= answered(form, values)
            self._look_back(saved)

    def _reconsider(self) -> None:
        form = self._open("checkins.form")
        if isinstance(form, Form):
            values = changed_mind(form, self._choose)
            self._go_on(_FILLING, lambda: self._press_save(form, values))

    def _press_save(self, form: Form, values: dict[str, str]) -> None:
        self._persona.client.submit(form, values)

    # In the chat

    def _open_chat(self, at_most: int = _ALL) -> None:
        question = self._open("checkins.chat")
        if isinstance(question, ShownMessage):
            self._go_on(_A_STEP, lambda: self._step(question, at_most))

    def _step(self, seen: ShownMessage, left: int) -> None:
        """Answers the message's question, until there is none or `left` answers were given."""
        if choices := buttons(seen.message, "checkins.choose"):
            if left == 0:
                self._plan(_REST, self._open_chat)
                return
            left -= 1
            following = self._answer(seen, choices)
        elif no_note := buttons(seen.message, "checkins.no_note"):
            following = self._answer_note(seen, no_note[0])
        elif audiences := buttons(seen.message, "checkins.tell"):
            following = self._persona.client.press(self._audience(audiences), on=seen)
        else:
            self._look_back(seen)
            return
        if isinstance(following, ShownMessage):
            shown = following
            self._go_on(_A_STEP, lambda: self._step(shown, left))

    def _answer(self, seen: ShownMessage, choices: Sequence[Button]) -> Screen:
        client = self._persona.client
        question = choices[0].action.params["question"]
        options = {button.action.params["option"]: button for button in choices}
        option = self._choose(question, list(options))
        self.answered.add(question)
        if self._persona.rng.random() < _TYPES:
            return client.type(option if option.isdecimal() else options[option].label.lower())
        return client.press(options[option], on=seen)

    def _answer_note(self, seen: ShownMessage, no_note: Button) -> Screen:
        note = self._note
        if note and note.question == no_note.action.params["question"]:
            return self._persona.client.type(note.text)
        return self._persona.client.press(no_note, on=seen)

    def _audience(self, audiences: Sequence[Button]) -> Button:
        wanted = self._note.audience.value if self._note else ""
        return next((one for one in audiences if one.action.params["audience"] == wanted), audiences[0])

    # Afterwards

    def _look_back(self, saved: ShownMessage) -> None:
        if not buttons(saved.message, "checkins.form"):
            return
        if buttons(saved.message, "checkins.chat"):
            rest = self._persona.rng.choice((self._open_form, self._open_chat))
            self._plan(_REST, rest)
            return
        if self._count == 1 and self._persona.temperament.trait:
            self._follow(self._persona.temperament.trait)

    def _follow(self, trait: Trait) -> None:
        match trait:
            case Trait.HAS_SECOND_THOUGHTS:
                self._plan(_SECOND_THOUGHTS, self._reconsider)
            case Trait.TAKES_LEAVE:
                self._plan(_LEAVE, self._take_leave)
            case Trait.SAYS_THANKS:
                self._go_on(_A_STEP, self._say_thanks)

    def _take_leave(self) -> None:
        client = self._persona.client
        card = client.type("/pause")
        if isinstance(card, ShownMessage):
            weeks = [
                b for b in buttons(card.message, "people.pause") if b.action.params["weeks"] == _LEAVE_WEEKS
            ]
            client.press(weeks[0], on=card)

    def _say_thanks(self) -> None:
        self._persona.client.type("Thanks!")

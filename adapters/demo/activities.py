"""Acts of sample people between check-ins: they log sessions, ask, flag, and answer tickets and flags."""

from __future__ import annotations

from functools import partial
from typing import Final

from adapters.demo.client import Screen, ShownMessage, buttons
from adapters.demo.form_filling import initial_values
from adapters.demo.persona import Persona
from adapters.demo.sample import ScriptedAct
from adapters.demo.schedule import Task
from bot.people.roles import Role
from bot.surface import Button, Choice, Form

_WEEK: Final = 7 * 24.0
_FIRST_SESSION: Final = (5 * 24.0, 12 * 24.0)
_NEXT_SESSION: Final = (6 * 24.0, 15 * 24.0)
_ANSWERS: Final = (1.0, 30.0)
_DONE: Final = (4.0, 70.0)

_MINUTES: Final = ("30", "45", "45", "60", "60", "90")
_CHANGED: Final = 0.5
"""The share of sessions for which somebody logs what changed."""
_TAKEN: Final = "Thank you for telling me. I take it on and come back to you."
_CLOSED: Final = (
    "I spoke about it in the round of all pairs, without names. Please tell me if it comes up again."
)


class Activities:
    """One person's acts from the day they signed their charter."""

    def __init__(self, persona: Persona) -> None:
        self._persona = persona
        self._has_begun = False

    def begin(self) -> None:
        if self._has_begun:
            return
        self._has_begun = True
        for act in self._persona.temperament.acts:
            hours = ((act.week - 1) * _WEEK + 24, act.week * _WEEK)
            self._later(hours, partial(self._perform, act))
        if self._persona.temperament.logs_sessions:
            self._later(_FIRST_SESSION, self._log_session)

    def handle_ticket(self, card: ShownMessage, take: Button) -> None:
        """Plans to take a ticket and to finish it later."""
        self._later(_ANSWERS, lambda: self._take(card, take))

    def handle_flag(self, card: ShownMessage, open_: Button) -> None:
        """Plans to take a flag and to close it later."""
        self._later(_ANSWERS, lambda: self._answer_flag(card, open_, "take", _TAKEN))
        self._later(_DONE, lambda: self._answer_flag(card, open_, "close", _CLOSED))

    def _later(self, hours: tuple[float, float], task: Task) -> None:
        self._persona.schedule.within_hours(self._persona.now, hours, task)

    def _press(self, seen: Screen, action: str) -> Screen | None:
        """Presses the message's first button with this action; returns None if there is none."""
        found = buttons(seen.message, action) if isinstance(seen, ShownMessage) else []
        return (
            self._persona.client.press(found[0], on=seen)
            if found and isinstance(seen, ShownMessage)
            else None
        )

    def _perform(self, act: ScriptedAct) -> None:
        if act.role is Role.MENTOR:
            self._flag(act)
        else:
            self._ask(act)

    def _ask(self, act: ScriptedAct) -> None:
        """Sends a request to where the bot suggests."""
        proposal = self._persona.client.type(f"/ask {act.text}")
        sent = self._press(proposal, "asks.send")
        if sent is not None:
            self._press(sent, "asks.to_desk")

    def _flag(self, act: ScriptedAct) -> None:
        form = self._persona.client.type("/scope-flag")
        if not isinstance(form, Form):
            return
        shown = self._persona.client.submit(form, {**initial_values(form), **_flagged(form, act)})
        self._press(shown, "scope.send")

    def _log_session(self) -> None:
        client, rng = self._persona.client, self._persona.rng
        log = client.type("/session")
        lengths = buttons(log.message, "sessions.about") if isinstance(log, ShownMessage) else []
        minutes = rng.choice(_MINUTES)
        wanted = [one for one in lengths if one.action.params["minutes"] == minutes]
        if wanted and isinstance(log, ShownMessage):
            self._log_topic(client.press(wanted[0], on=log))
        self._later(_NEXT_SESSION, self._log_session)

    def _log_topic(self, asked: Screen) -> None:
        client, rng = self._persona.client, self._persona.rng
        if isinstance(asked, ShownMessage) and (topics := buttons(asked.message, "sessions.keep")):
            kept = client.press(rng.choice(topics), on=asked)
            if isinstance(kept, ShownMessage) and rng.random() < _CHANGED:
                client.press(rng.choice(buttons(kept.message, "sessions.layer")), on=kept)
        agenda: Screen | None = client.type("/ask")  # shows a mentor their agenda
        while agenda is not None:
            agenda = self._press(agenda, "asks.done")

    def _take(self, card: ShownMessage, take: Button) -> None:
        taken = self._persona.client.press(take, on=card)
        self._later(_DONE, lambda: self._finish(taken))

    def _finish(self, taken: Screen) -> None:
        self._press(taken, "tickets.done")

    def _answer_flag(self, card: ShownMessage, open_: Button, step: str, words: str) -> None:
        form = self._persona.client.press(open_, on=card)
        if isinstance(form, Form):
            self._persona.client.submit(form, {**initial_values(form), "words": words, "step": step})


def _flagged(form: Form, act: ScriptedAct) -> dict[str, str]:
    hears = next(field for field in form.fields if isinstance(field, Choice) and field.key == "hears")
    picked = next((one.value for one in hears.options if one.value.startswith(act.disclosure or "?")), "")
    return {"kind": act.kind, "detail": act.text, "hears": picked}

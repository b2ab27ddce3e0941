"""What sample people do between check-ins: they meet, ask, flag, and answer what reaches them."""

from __future__ import annotations

from functools import partial
from typing import Final

from adapters.demo.client import Screen, Seen, buttons
from adapters.demo.diary import Deed
from adapters.demo.filling import standing
from adapters.demo.person import SimulatedPerson
from adapters.demo.sample import Wish
from bot.people.roles import Role
from bot.surface import Button, Choice, Form

_WEEK: Final = 7 * 24.0
_FIRST_SESSION: Final = (5 * 24.0, 12 * 24.0)
_NEXT_SESSION: Final = (6 * 24.0, 15 * 24.0)
_ANSWERS: Final = (1.0, 30.0)
_DONE: Final = (4.0, 70.0)

_MINUTES: Final = ("30", "45", "45", "60", "60", "90")
_CHANGED: Final = 0.5
"""How often a session changed something that is worth a tap."""
_TAKEN: Final = "Thank you for telling me. I take it on and come back to you."
_CLOSED: Final = (
    "I spoke about it in the round of all pairs, without names. Please tell me if it comes up again."
)


class Activities:
    """One person at work, from the day they signed their charter."""

    def __init__(self, player: SimulatedPerson) -> None:
        self._player = player
        self._has_begun = False

    def begin(self) -> None:
        if self._has_begun:
            return
        self._has_begun = True
        for wish in self._player.temperament.wishes:
            hours = ((wish.week - 1) * _WEEK + 24, wish.week * _WEEK)
            self._later(hours, partial(self._wish, wish))
        if self._player.temperament.logs_sessions:
            self._later(_FIRST_SESSION, self._log_session)

    def work_off(self, card: Seen, take: Button) -> None:
        """A ticket came in: taken, and done a while later."""
        self._later(_ANSWERS, lambda: self._take(card, take))

    def read_flag(self, card: Seen, open_: Button) -> None:
        """Something waits for a contact."""
        self._later(_ANSWERS, lambda: self._answer_flag(card, open_, "take", _TAKEN))
        self._later(_DONE, lambda: self._answer_flag(card, open_, "close", _CLOSED))

    def _later(self, hours: tuple[float, float], deed: Deed) -> None:
        self._player.diary.within_hours(self._player.now, hours, deed)

    def _press(self, seen: Screen, action: str) -> Screen | None:
        """Presses the first such button of what is seen, if there is one."""
        found = buttons(seen.message, action) if isinstance(seen, Seen) else []
        return self._player.phone.press(found[0], on=seen) if found and isinstance(seen, Seen) else None

    def _wish(self, wish: Wish) -> None:
        if wish.role is Role.MENTOR:
            self._flag(wish)
        else:
            self._ask(wish)

    def _ask(self, wish: Wish) -> None:
        """Goes where it is suggested."""
        proposal = self._player.phone.type(f"/ask {wish.text}")
        sent = self._press(proposal, "asks.send")
        if sent is not None:
            self._press(sent, "asks.to_desk")

    def _flag(self, wish: Wish) -> None:
        form = self._player.phone.type("/scope-flag")
        if not isinstance(form, Form):
            return
        shown = self._player.phone.submit(form, {**standing(form), **_flagged(form, wish)})
        self._press(shown, "scope.send")

    def _log_session(self) -> None:
        phone, luck = self._player.phone, self._player.luck
        log = phone.type("/session")
        lengths = buttons(log.message, "sessions.about") if isinstance(log, Seen) else []
        minutes = luck.choice(_MINUTES)
        wanted = [one for one in lengths if one.action.params["minutes"] == minutes]
        if wanted and isinstance(log, Seen):
            self._say_what_about(phone.press(wanted[0], on=log))
        self._later(_NEXT_SESSION, self._log_session)

    def _say_what_about(self, asked: Screen) -> None:
        phone, luck = self._player.phone, self._player.luck
        if isinstance(asked, Seen) and (topics := buttons(asked.message, "sessions.keep")):
            kept = phone.press(luck.choice(topics), on=asked)
            if isinstance(kept, Seen) and luck.random() < _CHANGED:
                phone.press(luck.choice(buttons(kept.message, "sessions.layer")), on=kept)
        agenda: Screen | None = phone.type("/ask")  # for a mentor it is what waits on the agenda
        while agenda is not None:
            agenda = self._press(agenda, "asks.done")

    def _take(self, card: Seen, take: Button) -> None:
        taken = self._player.phone.press(take, on=card)
        self._later(_DONE, lambda: self._finish(taken))

    def _finish(self, taken: Screen) -> None:
        self._press(taken, "tickets.done")

    def _answer_flag(self, card: Seen, open_: Button, step: str, words: str) -> None:
        form = self._player.phone.press(open_, on=card)
        if isinstance(form, Form):
            self._player.phone.submit(form, {**standing(form), "words": words, "step": step})


def _flagged(form: Form, wish: Wish) -> dict[str, str]:
    hears = next(field for field in form.fields if isinstance(field, Choice) and field.key == "hears")
    picked = next((one.value for one in hears.options if one.value.startswith(wish.telling or "?")), "")
    return {"kind": wish.kind, "detail": wish.text, "hears": picked}

"""A sample person's phone: what they type and press goes in through the same door as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias, assert_never

import msgspec

from adapters.browser.history import History
from adapters.browser.inbound import Malformed, parse_event
from bot.address import Address
from bot.ports import Clock
from bot.surface import Button, Buttons, Form, Message, Section
from bot.turn import (
    Event,
    OpenForm,
    Redraw,
    RejectForm,
    Reply,
    Show,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message, and which entry of the conversation it is."""

    message: Message
    entry: int


Screen: TypeAlias = Seen | Form | RejectForm


class SimulatedClient:
    """One person's chat. Each act stands in their conversation as it would on the chat page."""

    def __init__(
        self, who: Address, *, handle: Callable[[Event], Reply], history: History, clock: Clock
    ) -> None:
        self._who = who
        self._handle = handle
        self._history = history
        self._clock = clock
        self._acts = count(1)

    def look(self) -> None:
        """Whatever came has been seen."""
        self._history.see(str(self._who))

    def press(self, button: Button, *, on: Seen) -> Screen:
        return self._do({"act": "pressed", "action": button.action}, on.entry)

    def submit(self, form: Form, values: Mapping[str, str]) -> Screen:
        filled = {"action": form.action, "instance": form.instance, "values": values}
        return self._do({"act": "submitted", **filled})

    def type(self, text: str) -> Screen:
        said = f"said:{self._who}:{next(self._acts)}"
        self._history.say(str(self._who), text, at=self._clock.now(), delivery=said)
        return self._do({"act": "typed", "text": text})

    def _do(self, act: Mapping[str, object], pressed: int = 0) -> Screen:
        """Sends what the chat page would send."""
        key = f"demo:{self._who.user}:{next(self._acts)}"
        event = parse_event(msgspec.json.encode({**act, "key": key, "who": str(self._who)}))
        if isinstance(event, Malformed):
            raise ValueError(event.message)
        reply = self._handle(event)
        match reply:
            case OpenForm(form):
                return form
            case RejectForm():
                return reply
            case Show(message):
                return self._answered(message, key)
            case Redraw(message):
                if self._history.redraw_pressed(str(self._who), message, pressed=pressed):
                    return Seen(message, pressed)
                return self._answered(message, key)
            case _ as never:
                assert_never(never)

    def _answered(self, message: Message, key: str) -> Seen:
        entry = self._history.answer(str(self._who), message, at=self._clock.now(), delivery=f"reply:{key}")
        return Seen(message, entry)


def buttons(message: Message, action: str) -> list[Button]:
    """The message's buttons that mean the action, from the top."""
    return [button for button in _all_buttons(message) if button.action.name == action]


def _all_buttons(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        for part in block.blocks if isinstance(block, Section) else (block,):
            if isinstance(part, Buttons):
                yield from (item for item in part.items if isinstance(item, Button))

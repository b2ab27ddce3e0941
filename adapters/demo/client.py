"""A sample person's chat client. Their acts are parsed and handled like those from the chat page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias, assert_never

import msgspec

from adapters.browser.history import History
from adapters.browser.inbound import MalformedEvent, parse_event
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
class ShownMessage:
    """A message and the id of its entry in the history."""

    message: Message
    entry: int


Screen: TypeAlias = ShownMessage | Form | RejectForm


class SimulatedClient:
    """One person's chat. Keeps each act in the history as the chat page does."""

    def __init__(
        self, who: Address, *, handle: Callable[[Event], Reply], history: History, clock: Clock
    ) -> None:
        self._who = who
        self._handle = handle
        self._history = history
        self._clock = clock
        self._acts = count(1)

    def mark_seen(self) -> None:
        """Marks all messages as seen."""
        self._history.mark_seen(str(self._who))

    def press(self, button: Button, *, on: ShownMessage) -> Screen:
        return self._do({"act": "pressed", "action": button.action}, on.entry)

    def submit(self, form: Form, values: Mapping[str, str]) -> Screen:
        filled = {"action": form.action, "instance": form.instance, "values": values}
        return self._do({"act": "submitted", **filled})

    def type(self, text: str) -> Screen:
        delivery = f"said:{self._who}:{next(self._acts)}"
        self._history.say(str(self._who), text, at=self._clock.now(), delivery=delivery)
        return self._do({"act": "typed", "text": text})

    def _do(self, act: Mapping[str, object], pressed: int = 0) -> Screen:
        """Sends the payload that the chat page would send."""
        key = f"demo:{self._who.user}:{next(self._acts)}"
        event = parse_event(msgspec.json.encode({**act, "key": key, "who": str(self._who)}))
        if isinstance(event, MalformedEvent):
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
                    return ShownMessage(message, pressed)
                return self._answered(message, key)
            case _ as never:
                assert_never(never)

    def _answered(self, message: Message, key: str) -> ShownMessage:
        entry = self._history.answer(str(self._who), message, at=self._clock.now(), delivery=f"reply:{key}")
        return ShownMessage(message, entry)


def buttons(message: Message, action: str) -> list[Button]:
    """The message's buttons with this action, from the top."""
    return [button for button in _all_buttons(message) if button.action.name == action]


def _all_buttons(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        for part in block.blocks if isinstance(block, Section) else (block,):
            if isinstance(part, Buttons):
                yield from (item for item in part.items if isinstance(item, Button))

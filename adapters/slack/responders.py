"""The ways back: how an answer looks where the person acted, and what can be shown there while it is being made.

A way answers once. It returns what the acknowledgement of the request carries; everything else goes by Slack's API.
Modals (in `modal_ways`) hold what is filled in, so that nothing typed there stands in a chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, assert_never

from adapters.slack.chat_client import Modal, SlackChatClient
from adapters.slack.render import render_message
from adapters.slack.reply_target import SlackReplyTarget
from bot import screens
from bot.surface import Message
from bot.turn import Called, OpenForm, Redraw, RejectForm, Reply, Show

Ack: TypeAlias = Mapping[str, object]
"""What the acknowledgement carries; empty where it only says "got it"."""

NOTHING: Ack = {}


class SlackResponder(Protocol):
    reach: SlackChatClient
    is_late: bool
    """The acknowledgement has gone, so the answer goes another way."""

    def is_carried(self, reply: Reply) -> bool:
        """Whether the acknowledgement carries the whole answer, so that Slack need not be called."""

    async def working(self) -> Ack:
        """Shows that the answer takes a moment, where something can be shown."""

    async def answer(self, reply: Reply) -> Ack: ...


@dataclass(slots=True)
class CommandResponder:
    """A slash command: the acknowledgement itself can hold a message that only this person sees."""

    reach: SlackChatClient
    place: SlackReplyTarget
    is_late: bool = False
    modal: Modal = field(init=False)

    def __post_init__(self) -> None:
        self.modal = Modal(self.reach, self.place)

    async def working(self) -> Ack:
        await self.modal.show(screens.working())
        return NOTHING

    def is_carried(self, reply: Reply) -> bool:
        return isinstance(reply, Show | Redraw) and not self.is_late

    async def answer(self, reply: Reply) -> Ack:
        match reply:
            case Show(message) | Redraw(message):
                return await self._show(message)
            case OpenForm(form) | RejectForm(form):
                is_open = await self.modal.ask(form)
                return NOTHING if is_open else await self._show(screens.opened_too_late())
            case _ as never:
                assert_never(never)

    async def _show(self, message: Message) -> Ack:
        if not self.is_late:
            return {"response_type": "ephemeral", **render_message(message)}
        if self.modal.view_id:
            await self.modal.show(message)
        elif not await self.reach.respond(message, self.place, replaces=False):
            await self.reach.write(message)
        return NOTHING


@dataclass(slots=True)
class CardResponder:
    """A button under a message: what it opens is a modal, what it changes is the message."""

    reach: SlackChatClient
    place: SlackReplyTarget
    goes_to_own_chat: bool = False
    is_late: bool = False
    modal: Modal = field(init=False)

    def __post_init__(self) -> None:
        self.modal = Modal(self.reach, self.place)

    async def working(self) -> Ack:
        await self.modal.show(screens.working())
        return NOTHING

    def is_carried(self, reply: Reply) -> bool:
        return False

    async def answer(self, reply: Reply) -> Ack:
        match reply:
            case OpenForm(form) | RejectForm(form):
                if not await self.modal.ask(form):
                    await self._tell(screens.opened_too_late())
            case Show(message):
                await self._tell(message)
            case Redraw(message):
                await self._redraw(message)
            case _ as never:
                assert_never(never)
        return NOTHING

    async def _redraw(self, message: Message) -> None:
        if self.goes_to_own_chat and not self.place.is_direct:
            await self.reach.write(message)
            message = screens.moved_to_chat()
        if self.modal.view_id:
            await self.modal.show(message)
        if not await self.reach.respond(message, self.place, replaces=True) and not self.place.is_ephemeral:
            await self.reach.redraw(message, self.place)

    async def _tell(self, message: Message) -> None:
        if self.modal.view_id:
            await self.modal.show(message)
        elif not await self.reach.respond(message, self.place, replaces=False):
            await self.reach.write(message)


@dataclass(slots=True)
class SlackMessageResponder:
    """Words in the person's own chat, or a mention elsewhere: words cannot open a form, only a press can."""

    reach: SlackChatClient
    place: SlackReplyTarget
    said: Called | None = None
    is_late: bool = False

    async def working(self) -> Ack:
        return NOTHING

    def is_carried(self, reply: Reply) -> bool:
        return False

    async def answer(self, reply: Reply) -> Ack:
        match reply:
            case Show(message) | Redraw(message):
                await self._show(message)
            case OpenForm() | RejectForm():
                await self._show(_form_behind_a_press(self.said))
            case _ as never:
                assert_never(never)
        return NOTHING

    async def _show(self, message: Message) -> None:
        if self.place.is_direct:
            await self.reach.write(message, self.place)
        elif not await self.reach.whisper(message, self.place):
            await self.reach.write(message)


_LONGEST_TEXT = 400
"""What a button carries of words is bounded; a form can be filled in again."""


def _form_behind_a_press(said: Called | None) -> Message:
    command, text = (said.command, said.text) if said else ("home", "")
    return screens.press_to_open(command, text if len(text) <= _LONGEST_TEXT else "")


@dataclass(slots=True)
class HomeResponder:
    """The home tab was opened."""

    reach: SlackChatClient
    is_late: bool = False

    async def working(self) -> Ack:
        return NOTHING

    def is_carried(self, reply: Reply) -> bool:
        return False

    async def answer(self, reply: Reply) -> Ack:
        if isinstance(reply, Show | Redraw):
            await self.reach.publish(reply.message)
        return NOTHING

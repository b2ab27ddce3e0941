"""Responders: each shows a reply where its person acted, by Slack's means for that place.

A responder answers once. It returns what the acknowledgement carries; everything else goes by Slack's API. What is
filled in stands in a modal, so that nothing typed there stands in a chat.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from adapters.chat.responding import belongs_in_own_chat, message_for_words
from adapters.slack.block_kit import Json
from adapters.slack.chat_client import Modal, SlackChatClient
from adapters.slack.inbound_event import SlackIncoming
from adapters.slack.render import render_form, render_message, render_modal, render_problems
from adapters.slack.reply_target import SlackReplyTarget
from bot import screens
from bot.surface import Message
from bot.turn import Act, OpenForm, Redraw, RejectForm, Reply, Show, Submitted, TurnFailed

Ack: TypeAlias = Mapping[str, object]
"""The body of the acknowledgement; empty where it only says "got it"."""

NOTHING: Ack = {}


@dataclass(kw_only=True)
class SlackResponder(ABC):
    """The defaults: the acknowledgement is empty, and the answer goes by Slack's API."""

    client: SlackChatClient
    modal: Modal
    target: SlackReplyTarget
    act: Act
    redraw_home: Callable[[], Awaitable[None]]
    is_late: bool = False

    async def working(self) -> Ack:
        return NOTHING

    @abstractmethod
    async def answer(self, reply: Reply) -> Ack:
        """Shows the reply."""

    def late_ack(self) -> Ack:
        return NOTHING

    async def fail(self, failed: TurnFailed) -> Ack:
        """Slack keeps a modal open, with what was typed, when its submission is answered with an error."""
        raise failed

    def broken_ack(self) -> Ack:
        return NOTHING

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        return None


class _WithModal(SlackResponder):
    """Shows in a modal that the turn takes a moment."""

    async def working(self) -> Ack:
        await self.modal.show(screens.working())
        return NOTHING


class CommandResponder(_WithModal):
    """A slash command: the acknowledgement can hold a message that only its person sees."""

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
        elif not await self.client.respond(message, self.target, replaces=False):
            await self.client.send_direct(message)
        return NOTHING


class CardResponder(_WithModal):
    """A button under a message: a form opens as a modal, a redraw replaces the message."""

    async def answer(self, reply: Reply) -> Ack:
        match reply:
            case OpenForm(form) | RejectForm(form):
                if not await self.modal.ask(form):
                    await self._show(screens.opened_too_late())
            case Show(message):
                await self._show(message)
            case Redraw(message):
                await self._redraw(message)
            case _ as never:
                assert_never(never)
        return NOTHING

    async def _redraw(self, message: Message) -> None:
        if belongs_in_own_chat(self.act) and not self.target.is_direct:
            await self.client.send_direct(message)
            message = screens.moved_to_chat()
        if self.modal.view_id:
            await self.modal.show(message)
        if await self.client.respond(message, self.target, replaces=True) or self.target.is_ephemeral:
            return
        await self.client.update(message, self.target)

    async def _show(self, message: Message) -> None:
        if self.modal.view_id:
            await self.modal.show(message)
        elif not await self.client.respond(message, self.target, replaces=False):
            await self.client.send_direct(message)


class ModalResponder(_WithModal):
    """A shortcut, or a button in the home tab or in a modal: all of the answer is a modal."""

    async def answer(self, reply: Reply) -> Ack:
        if not await self._show(reply):
            await self.client.send_direct(screens.opened_too_late())
        return NOTHING

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        """Redraws the home tab behind the modal."""
        changes_home = self.target.has_home_behind and isinstance(reply, Redraw)
        return self.redraw_home() if changes_home else None

    async def _show(self, reply: Reply) -> bool:
        match reply:
            case Redraw(message) if belongs_in_own_chat(self.act):
                await self.client.send_direct(message)
                return await self.modal.show(screens.moved_to_chat())
            case Show(message) | Redraw(message):
                return await self.modal.show(message)
            case OpenForm(form) | RejectForm(form):
                return await self.modal.ask(form)
            case _ as never:
                assert_never(never)


class SubmissionResponder(SlackResponder):
    """A submitted form: the acknowledgement keeps it open with its problems, or puts the answer in its place."""

    async def working(self) -> Ack:
        """The form stays as it is: if the turn failed, what was typed would be lost with it."""
        fields = list(self.act.values) if isinstance(self.act, Submitted) else []
        if not fields:
            return _in_place(render_modal(screens.working(), self.target))
        return {"response_action": "errors", "errors": {fields[0]: screens.STILL_SAVING}}

    async def answer(self, reply: Reply) -> Ack:
        if self.is_late:
            await self.client.update_view(self.target.view_id, self._view(reply))
            return NOTHING
        if isinstance(reply, RejectForm):
            return render_problems(reply.form, reply.problems, self.target)
        return _in_place(self._view(reply))

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        """Redraws the home tab behind the form."""
        changes_home = self.target.began_at_home and isinstance(reply, Show | Redraw)
        return self.redraw_home() if changes_home else None

    def _view(self, reply: Reply) -> Json:
        match reply:
            case RejectForm(form, problems):
                return render_form(form, self.target, problems)
            case OpenForm(form):
                return render_form(form, self.target)
            case Show(message) | Redraw(message):
                return render_modal(message, self.target)
            case _ as never:
                assert_never(never)


class SlackMessageResponder(SlackResponder):
    """Words in the person's own chat, or a mention elsewhere."""

    async def answer(self, reply: Reply) -> Ack:
        message = message_for_words(reply, self.act)
        if self.target.is_direct:
            await self.client.send_direct(message, self.target)
        elif not await self.client.send_ephemeral(message, self.target):
            await self.client.send_direct(message)
        return NOTHING


class HomeResponder(SlackResponder):
    """The home tab was opened."""

    async def answer(self, reply: Reply) -> Ack:
        if isinstance(reply, Show | Redraw):
            await self.client.publish_home(reply.message)
        return NOTHING


def responder_for(
    incoming: SlackIncoming, client: SlackChatClient, redraw_home: Callable[[], Awaitable[None]]
) -> SlackResponder:
    responder: type[SlackResponder]
    match incoming.kind:
        case "command":
            responder = CommandResponder
        case "shortcut" | "message_action":
            responder = ModalResponder
        case "view_submission":
            responder = SubmissionResponder
        case "app_home_opened":
            responder = HomeResponder
        case "block_actions":
            responder = ModalResponder if incoming.target.view_id else CardResponder
        case _:
            responder = SlackMessageResponder
    target = incoming.target
    return responder(
        client=client,
        modal=Modal(client, target, "" if target.is_home else target.view_id),
        target=target,
        act=incoming.event.act,
        redraw_home=redraw_home,
    )


def _in_place(view: Json) -> Ack:
    return {"response_action": "update", "view": view}

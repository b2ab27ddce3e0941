"""Ways back that are modals: for shortcuts, for buttons in a modal or the home tab, and for forms that came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from adapters.slack.block_kit import Json
from adapters.slack.chat_client import Modal, SlackChatClient
from adapters.slack.render import render_form, render_modal, render_problems
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.responders import NOTHING, Ack
from bot import screens
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show


@dataclass(slots=True)
class ShortcutResponder:
    """A shortcut leaves nothing in any chat: all of it is a modal."""

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
        return False

    async def answer(self, reply: Reply) -> Ack:
        if not await self._show(reply):
            await self.reach.write(screens.opened_too_late())
        return NOTHING

    async def _show(self, reply: Reply) -> bool:
        match reply:
            case Show(message) | Redraw(message):
                return await self.modal.show(message)
            case OpenForm(form) | RejectForm(form):
                return await self.modal.ask(form)
            case _ as never:
                assert_never(never)


@dataclass(slots=True)
class ModalResponder:
    """A button in a modal changes that modal."""

    reach: SlackChatClient
    place: SlackReplyTarget
    goes_to_own_chat: bool = False
    is_late: bool = False
    modal: Modal = field(init=False)

    def __post_init__(self) -> None:
        self.modal = Modal(self.reach, self.place, self.place.view_id)

    async def working(self) -> Ack:
        await self.modal.show(screens.working())
        return NOTHING

    def is_carried(self, reply: Reply) -> bool:
        return False

    async def answer(self, reply: Reply) -> Ack:
        if not await self._show(reply):
            await self.reach.write(screens.opened_too_late())
        return NOTHING

    async def _show(self, reply: Reply) -> bool:
        match reply:
            case Redraw(message) if self.goes_to_own_chat:
                await self.reach.write(message)
                return await self.modal.show(screens.moved_to_chat())
            case Show(message) | Redraw(message):
                return await self.modal.show(message)
            case OpenForm(form) | RejectForm(form):
                return await self.modal.ask(form)
            case _ as never:
                assert_never(never)


class HomeTabResponder(ModalResponder):
    """A button in the home tab opens a modal; when something changed, the tab is drawn again behind it."""

    __slots__ = ()

    def __post_init__(self) -> None:
        self.modal = Modal(self.reach, self.place)


@dataclass(slots=True)
class SubmissionResponder:
    """A form that came back: the acknowledgement keeps it open with what is wrong, or puts the answer in its place."""

    reach: SlackChatClient
    place: SlackReplyTarget
    fields: Sequence[str] = ()
    is_late: bool = False

    async def working(self) -> Ack:
        """The form stays as it is, whatever becomes of the turn: what was typed would be lost with it."""
        if not self.fields:
            return _in_place(render_modal(screens.working(), self.place))
        return {"response_action": "errors", "errors": {self.fields[0]: screens.STILL_SAVING}}

    def is_carried(self, reply: Reply) -> bool:
        return not self.is_late

    async def answer(self, reply: Reply) -> Ack:
        if self.is_late:
            await self.reach.replace(self.place.view_id, self._view(reply))
            return NOTHING
        if isinstance(reply, RejectForm):
            return render_problems(reply.form, reply.problems, self.place)
        return _in_place(self._view(reply))

    def _view(self, reply: Reply) -> Json:
        match reply:
            case RejectForm(form, problems):
                return render_form(form, self.place, problems)
            case OpenForm(form):
                return render_form(form, self.place)
            case Show(message) | Redraw(message):
                return render_modal(message, self.place)
            case _ as never:
                assert_never(never)


def _in_place(view: Json) -> Ack:
    return {"response_action": "update", "view": view}

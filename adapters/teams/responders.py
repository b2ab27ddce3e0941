"""Responders: each shows a reply where its person acted, by Teams' means for that place.

The answer to an invoke goes in the response to the request itself, and is private wherever it was pressed. The answer
to a message goes by the Connector, and what is personal goes to the person's own chat.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.chat.responding import Responder, belongs_in_own_chat, message_for_words
from adapters.teams.chat_client import TeamsChatClient
from adapters.teams.inbound_event import TeamsIncoming
from adapters.teams.invoke_responses import fits_in_response, invoke_failed, invoke_response, invoke_working
from bot import screens
from bot.surface import Message
from bot.turn import Pressed, Redraw, Reply, Show, Submitted, TurnFailed

Body: TypeAlias = dict[str, Any] | None
"""The body of the response; None for a message, which has none."""


@dataclass(slots=True, kw_only=True)
class TeamsMessageResponder:
    """Words in the person's own chat, or a mention elsewhere."""

    client: TeamsChatClient
    incoming: TeamsIncoming
    start: Callable[[Awaitable[object]], None]
    is_late: bool = False

    async def working(self) -> Body:
        """Types in the background: where the Connector is slow, showing it would take longer than the turn."""
        if self.incoming.target.is_direct:
            self.start(self.client.show_typing())
        return None

    async def answer(self, reply: Reply) -> Body:
        message, target = message_for_words(reply, self.incoming.event.act), self.incoming.target
        if target.is_direct:
            await self.client.send_here(message)
        elif target.is_targeted:
            await self.client.send_ephemeral(message)
        elif await self.client.send_direct(message):
            await self.client.send_here(screens.moved_to_chat())
        else:
            await self.client.send_here(screens.add_the_app())
        return None

    def late_ack(self) -> Body:
        return None

    async def fail(self, failed: TurnFailed) -> Body:
        return None

    def broken_ack(self) -> Body:
        return None

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        return None


@dataclass(slots=True, kw_only=True)
class InvokeResponder:
    """A press, a dialog or a message extension."""

    client: TeamsChatClient
    incoming: TeamsIncoming
    is_late: bool = False

    async def working(self) -> Body:
        return self.late_ack()

    async def answer(self, reply: Reply) -> Body:
        act, target = self.incoming.event.act, self.incoming.target
        if isinstance(reply, Show | Redraw):
            if self._belongs_in_own_chat():
                return await self._move(reply.message)
            if isinstance(act, Submitted):
                reply = Redraw(reply.message)  # in the form's place, so that no typed word stands in the chat
            if not fits_in_response(reply, target):
                await self.client.send_direct(reply.message)
        return invoke_response(reply, self.incoming)

    def late_ack(self) -> Body:
        return invoke_working(self.incoming)

    async def fail(self, failed: TurnFailed) -> Body:
        if self.is_late:
            await self.client.send_direct(screens.something_broke(str(failed)))
        return invoke_failed(self.incoming, screens.something_broke(str(failed)))

    def broken_ack(self) -> Body:
        return invoke_failed(self.incoming, screens.something_broke("-"))

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        """Redraws the message itself: the card in a response stands only until the chat is loaded again.

        A late answer of a dialog or a form is not put into the chat, since it may hold people's words.
        """
        if isinstance(reply, Redraw) and self._may_redraw():
            return self._update(reply.message)
        is_there = self._belongs_in_own_chat() or not fits_in_response(reply, self.incoming.target)
        if self.is_late and not (is_there and isinstance(self.incoming.event.act, Pressed)):
            return self._send(screens.finished_late())
        return None

    def _may_redraw(self) -> bool:
        """A card among others is not redrawn for one of them: everybody there would read it."""
        is_pressed, target = isinstance(self.incoming.event.act, Pressed), self.incoming.target
        return is_pressed and target.is_card and target.is_direct

    def _belongs_in_own_chat(self) -> bool:
        target = self.incoming.target
        is_there = target.is_direct and target.is_card
        return belongs_in_own_chat(self.incoming.event.act) and not is_there

    async def _move(self, message: Message) -> Body:
        moved = await self.client.send_direct(message)
        notice = screens.moved_to_chat() if moved else screens.add_the_app()
        return invoke_response(Redraw(notice), self.incoming)

    async def _update(self, message: Message) -> None:
        await self.client.update(message)

    async def _send(self, message: Message) -> None:
        await self.client.send_direct(message)


def responder_for(
    incoming: TeamsIncoming, client: TeamsChatClient, start: Callable[[Awaitable[object]], None]
) -> Responder[Body]:
    if incoming.target.invoke:
        return InvokeResponder(client=client, incoming=incoming)
    return TeamsMessageResponder(client=client, incoming=incoming, start=start)

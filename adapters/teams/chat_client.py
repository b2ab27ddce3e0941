"""What can be done for one person in Teams: where they acted, and in their own chat with the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters.teams.client import ConnectorClient, ConversationAddress
from adapters.teams.contacts import Contacts
from adapters.teams.failures import TRY_STATUS
from adapters.teams.paces import Paces
from adapters.teams.render import render_message
from adapters.teams.reply_target import TeamsReplyTarget
from adapters.teams.responses import CUT_OFF, UNREACHABLE, CallFailed, CallSucceeded
from bot.address import Address
from bot.surface import Message

TRIES: Final = 3
LONGEST_WAIT: Final = 3.0
"""Seconds between tries: somebody sits before the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsChatClient:
    """What fails is tried again for a moment, then logged, by its code."""

    connector: ConnectorClient
    contacts: Contacts
    paces: Paces
    app_id: str
    who: Address
    place: TeamsReplyTarget

    async def write(self, message: Message) -> bool:
        """In the person's own chat, which is begun if there is none."""
        chat = await self._own_chat()
        return chat is not None and await self._send(chat, render_message(message))

    async def say(self, message: Message) -> bool:
        """Where they acted, for everybody there."""
        return await self._send(self._here(), render_message(message))

    async def whisper(self, message: Message) -> bool:
        """Where they acted, for them alone."""
        activity = {**render_message(message), "recipient": {"id": self.place.user, "isTargeted": True}}
        return await self._send(self._here(), activity, is_targeted=True)

    async def redraw(self, message: Message) -> bool:
        """The card whose button was pressed."""
        if not self.place.reply_to:
            return False
        activity = render_message(message)
        return await self._tried(
            self.place.conversation,
            lambda: self.connector.update(self._here(), self.place.reply_to, activity),
        )

    async def type(self) -> None:
        """Shows that an answer is being made."""
        await self.connector.send(self._here(), {"type": "typing"})

    def _here(self) -> ConversationAddress:
        return ConversationAddress(service_url=self.place.service_url, conversation=self.place.conversation)

    async def _own_chat(self) -> ConversationAddress | None:
        if self.place.is_personal:
            return self._here()
        if known := await self.contacts.of(self.who):
            return ConversationAddress(service_url=known.service_url, conversation=known.conversation)
        begun = await self.connector.create(
            self.place.service_url,
            bot=self.place.bot or f"28:{self.app_id}",
            user=self.place.user,
            tenant=self.place.tenant,
        )
        if isinstance(begun, CallFailed):
            structlog.get_logger().warning("teams call failed", call="create", why=str(begun))
            return None
        return ConversationAddress(service_url=self.place.service_url, conversation=begun.text("id"))

    async def _send(
        self, chat: ConversationAddress, activity: Mapping[str, Any], *, is_targeted: bool = False
    ) -> bool:
        return await self._tried(
            chat.conversation, lambda: self.connector.send(chat, activity, is_targeted=is_targeted)
        )

    async def _tried(
        self, conversation: str, call: Callable[[], Awaitable[CallSucceeded | CallFailed]]
    ) -> bool:
        for number in range(1, TRIES + 1):
            self.paces.of(self.who.workspace).note(conversation)
            done = await call()
            if isinstance(done, CallSucceeded):
                return True
            wait = _wait(done, number)
            structlog.get_logger().warning("teams call failed", why=str(done), again=wait is not None)
            if done.status == 429 and done.retry_after:
                self.paces.of(self.who.workspace).rest(done.retry_after.total_seconds())
            if wait is None or number == TRIES:
                break
            await asyncio.sleep(wait)
        return False


def _wait(failed: CallFailed, number: int) -> float | None:
    """Seconds until it is tried again; None if it is not. A twin of an answer that had arrived does no harm."""
    if failed.status not in TRY_STATUS and failed.code not in (CUT_OFF, UNREACHABLE):
        return None
    asked = failed.retry_after.total_seconds() if failed.retry_after else 0.25 * 2**number
    return asked if asked <= LONGEST_WAIT else None

"""The calls that show something to one person in Teams: where they acted, and in their own chat with the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.rate_limit import RateLimiters
from adapters.teams.client import ConnectorClient, ConversationAddress
from adapters.teams.contacts import Contacts
from adapters.teams.failures import is_rate_limit, is_transient
from adapters.teams.render import render_message
from adapters.teams.reply_target import TeamsReplyTarget
from bot.address import Address
from bot.surface import Message

TRIES: Final = 3
LONGEST_WAIT: Final = 3.0
"""Seconds between tries: a person waits for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsChatClient:
    """A failed call is tried again for a moment, then logged by its code, and never raises."""

    client: ConnectorClient
    contacts: Contacts
    limiters: RateLimiters[str]
    app_id: str
    who: Address
    target: TeamsReplyTarget

    async def send_direct(self, message: Message) -> bool:
        """Sends to the person's own chat, which is begun if there is none."""
        chat = await self._own_chat()
        return chat is not None and await self._send(chat, render_message(message))

    async def send_here(self, message: Message) -> bool:
        """Sends where they acted, for everybody there."""
        return await self._send(self._here(), render_message(message))

    async def send_ephemeral(self, message: Message) -> bool:
        """Sends where they acted, for them alone to see."""
        activity = {**render_message(message), "recipient": {"id": self.target.user, "isTargeted": True}}
        return await self._send(self._here(), activity, is_targeted=True)

    async def update(self, message: Message) -> bool:
        """Redraws the card that was pressed."""
        if not self.target.reply_to:
            return False
        activity = render_message(message)
        return await self._with_retries(
            self.target.conversation,
            lambda: self.client.update(self._here(), self.target.reply_to, activity),
        )

    async def show_typing(self) -> None:
        await self.client.send(self._here(), {"type": "typing"})

    def _here(self) -> ConversationAddress:
        return ConversationAddress(service_url=self.target.service_url, conversation=self.target.conversation)

    async def _own_chat(self) -> ConversationAddress | None:
        if self.target.is_direct:
            return self._here()
        if known := await self.contacts.of(self.who):
            return ConversationAddress(service_url=known.service_url, conversation=known.conversation)
        begun = await self.client.create(
            self.target.service_url,
            bot=self.target.bot or f"28:{self.app_id}",
            user=self.target.user,
            tenant=self.target.tenant,
        )
        if isinstance(begun, CallFailed):
            structlog.get_logger().warning("teams call failed", call="create", why=str(begun))
            return None
        return ConversationAddress(service_url=self.target.service_url, conversation=begun.text("id"))

    async def _send(
        self, chat: ConversationAddress, activity: Mapping[str, Any], *, is_targeted: bool = False
    ) -> bool:
        return await self._with_retries(
            chat.conversation, lambda: self.client.send(chat, activity, is_targeted=is_targeted)
        )

    async def _with_retries(
        self, conversation: str, call: Callable[[], Awaitable[CallSucceeded | CallFailed]]
    ) -> bool:
        limiter = self.limiters.limiter_for(self.who.workspace)
        for attempt in range(1, TRIES + 1):
            limiter.count(conversation)
            done = await call()
            if isinstance(done, CallSucceeded):
                return True
            wait = _wait(done, attempt)
            structlog.get_logger().warning("teams call failed", why=str(done), again=wait is not None)
            if is_rate_limit(done) and done.retry_after:
                limiter.rest(done.retry_after.total_seconds())
            if wait is None or attempt == TRIES:
                break
            await asyncio.sleep(wait)
        return False


def _wait(failed: CallFailed, attempt: int) -> float | None:
    """Seconds until the next try; None for no further one. Sending an answer twice does no harm."""
    if not is_transient(failed):
        return None
    asked = failed.retry_after.total_seconds() if failed.retry_after else 0.25 * 2**attempt
    return asked if asked <= LONGEST_WAIT else None

"""The registry of conversation references: each activity keeps its person's reference fresh."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import structlog

from adapters.chat.conversation_references import ConversationReference, ConversationReferences
from adapters.chat.http_call import CallSucceeded
from adapters.teams.client import ConnectorClient, ConversationAddress
from bot.address import Address
from bot.ports import Profile

Recognise: TypeAlias = Callable[[Profile, Sequence[str]], Awaitable[None]]
"""Hears of an account that was not known yet, with its emails."""

_MOST_REMEMBERED: Final = 10_000


class Contacts:
    """Remembers recent references, so that an act of somebody known reads no database."""

    def __init__(
        self, references: ConversationReferences, client: ConnectorClient, recognise: Recognise
    ) -> None:
        self._references = references
        self._client = client
        self._recognise = recognise
        self._seen: dict[Address, ConversationReference] = {}

    async def record_activity(self, reference: ConversationReference) -> None:
        """Keeps the reference of a person who did something in their own chat."""
        if self._seen.get(reference.who) == reference:
            return
        known = await asyncio.to_thread(self._references.find, reference.who)
        if known is None or not known.email:
            await self.record_install(reference)
        else:
            await self._keep(reference)

    async def record_install(self, reference: ConversationReference) -> None:
        """Keeps the reference of a person who has the app, or is new here, and asks Teams who it is."""
        chat = ConversationAddress(service_url=reference.service_url, conversation=reference.conversation)
        member = await self._client.member(chat, reference.user)
        if not isinstance(member, CallSucceeded):
            structlog.get_logger().warning("teams member unknown", why=str(member))
            await self._keep(reference)
            return
        emails = tuple(
            dict.fromkeys(e for e in (member.text("email"), member.text("userPrincipalName")) if e)
        )
        await self._keep(replace(reference, email=emails[0] if emails else ""), seen=reference)
        profile = Profile(
            account=reference.who,
            zone=reference.zone,
            locale=reference.locale,
            is_guest=member.text("userRole") == "guest",
        )
        await self._recognise(profile, emails)

    async def forget(self, who: Address) -> None:
        """Drops the reference of a person for whom the app was removed."""
        self._seen.pop(who, None)
        if await asyncio.to_thread(self._references.forget, who):
            structlog.get_logger().info("teams app removed for a person")

    async def of(self, who: Address) -> ConversationReference | None:
        return self._seen.get(who) or await asyncio.to_thread(self._references.find, who)

    async def _keep(
        self, reference: ConversationReference, *, seen: ConversationReference | None = None
    ) -> None:
        await asyncio.to_thread(self._references.keep, reference)
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[reference.who] = seen or reference

"""Whom the bot can speak to first, kept fresh by what they do; and who they are, when they first show themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import structlog

from adapters.chat.conversation_references import ConversationReference, ConversationReferences
from adapters.teams.client import ConnectorClient, ConversationAddress
from adapters.teams.responses import CallSucceeded
from bot.address import Address
from bot.ports import Profile

Recognise: TypeAlias = Callable[[Profile, Sequence[str]], Awaitable[None]]
"""Is told of an account that was not known to be here, with its emails."""

_MOST_REMEMBERED: Final = 10_000


class Contacts:
    """References, with those of late remembered, so that an act of somebody known costs no look."""

    def __init__(
        self, references: ConversationReferences, connector: ConnectorClient, met: Recognise
    ) -> None:
        self._references = references
        self._connector = connector
        self._met = met
        self._seen: dict[Address, ConversationReference] = {}

    async def see(self, reference: ConversationReference) -> None:
        """Somebody did something in their own chat."""
        if self._seen.get(reference.who) == reference:
            return
        known = await asyncio.to_thread(self._references.find, reference.who)
        if known is None or not known.email:
            await self.meet(reference)
        else:
            await self._keep(reference)

    async def meet(self, reference: ConversationReference) -> None:
        """The app was installed for somebody, or they are seen for the first time: who is it?"""
        chat = ConversationAddress(service_url=reference.service_url, conversation=reference.conversation)
        member = await self._connector.member(chat, reference.user)
        if not isinstance(member, CallSucceeded):
            structlog.get_logger().warning("teams did not say who somebody is", why=str(member))
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
        await self._met(profile, emails)

    async def lose(self, who: Address) -> None:
        """The app was taken away there."""
        self._seen.pop(who, None)
        if await asyncio.to_thread(self._references.forget, who):
            structlog.get_logger().info("teams app was taken away from somebody")

    async def of(self, who: Address) -> ConversationReference | None:
        return self._seen.get(who) or await asyncio.to_thread(self._references.find, who)

    async def _keep(
        self, reference: ConversationReference, *, seen: ConversationReference | None = None
    ) -> None:
        await asyncio.to_thread(self._references.keep, reference)
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[reference.who] = seen or reference

"""The messenger for Teams: sends deliveries to people's own chats with the app, at the rate that Teams allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import structlog

from adapters.chat.conversation_references import ConversationReference, ConversationReferences
from adapters.chat.failure_table import outcome_of_too_large
from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.rate_limit import RateLimiters
from adapters.teams.adaptive_cards import TeamsLimit
from adapters.teams.client import ConnectorClient, ConversationAddress, host_of
from adapters.teams.failures import (
    CARD_IS_GONE,
    CONVERSATION_IS_GONE,
    NOT_HERE,
    is_gone,
    is_rate_limit,
    outcome_of,
)
from adapters.teams.render import render_message
from adapters.teams.responses import REFUSED_ADDRESS
from bot.address import Address
from bot.outbox import Delivered, Delivery, Outcome, Retry

LONGEST_WAIT: Final = 4.0
"""Seconds to wait for a turn. With the call's own limit it stays under what the relay gives a delivery."""
LONGEST_REDRAW_WAIT: Final = 1.0
"""Redraws wait less, so they do not hold up what is sent beside them."""
_APART: Final = " "
"""The separator of a receipt's halves: no id of Teams has a space."""

_Sent: TypeAlias = CallSucceeded | CallFailed | Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsMessenger:
    """Sends a message once per call. `tenant` is "" where any is served, as for a local test client."""

    client: ConnectorClient
    references: ConversationReferences
    limiters: RateLimiters[str]
    tenant: str
    app_id: str
    beginning: str
    """The service address of a tenant that no activity came from yet."""

    async def send(self, delivery: Delivery) -> Outcome:
        workspace = delivery.to.workspace or self.tenant
        if self.tenant and workspace.casefold() != self.tenant.casefold():
            return NOT_HERE
        try:
            return await self._send(replace(delivery, to=replace(delivery.to, workspace=workspace)))
        except TeamsLimit as error:
            return outcome_of_too_large(delivery.id, error)

    async def _send(self, delivery: Delivery) -> Outcome:
        reference = await asyncio.to_thread(self.references.find, delivery.to)
        if delivery.redraws and delivery.receipt:
            return await self._redraw(delivery, reference)
        if reference is None:
            return await self._begin(delivery)
        sent = await self._post(delivery, reference)
        if isinstance(sent, CallFailed) and is_gone(sent, CONVERSATION_IS_GONE):
            await asyncio.to_thread(self.references.forget, delivery.to)
            return await self._begin(delivery)
        return _outcome(sent, reference)

    async def _begin(self, delivery: Delivery) -> Outcome:
        """Sends to a chat that is made for it, where the app is installed for the person."""
        near = await asyncio.to_thread(self.references.any_in, delivery.to.workspace)
        service_url = near.service_url if near else self.beginning
        begun = await self._in_turn(
            delivery.to,
            f"{delivery.to.user} begins",
            lambda: self.client.create(
                service_url,
                bot=f"28:{self.app_id}",
                user=delivery.to.user,
                tenant=delivery.to.workspace,
            ),
            longest_wait=LONGEST_WAIT,
        )
        if not isinstance(begun, CallSucceeded):
            return begun if isinstance(begun, Retry) else _outcome(begun, near)
        reference = ConversationReference(
            who=delivery.to,
            conversation=begun.text("id"),
            service_url=begun.text("serviceUrl") or service_url,
            bot=f"28:{self.app_id}",
            user=delivery.to.user,
        )
        await asyncio.to_thread(self.references.keep, reference)
        return _outcome(await self._post(delivery, reference), reference)

    async def _post(self, delivery: Delivery, reference: ConversationReference) -> _Sent:
        activity = render_message(delivery.message)
        return await self._in_turn(
            delivery.to,
            reference.conversation,
            lambda: self.client.send(_chat(reference), activity),
            longest_wait=LONGEST_WAIT,
        )

    async def _redraw(self, delivery: Delivery, reference: ConversationReference | None) -> Outcome:
        """Redraws the card. A card that is gone is not sent again."""
        conversation, _, activity_id = delivery.receipt.partition(_APART)
        near = reference or await asyncio.to_thread(self.references.any_in, delivery.to.workspace)
        chat = ConversationAddress(
            service_url=near.service_url if near else self.beginning,
            conversation=conversation,
        )
        activity = render_message(delivery.message)
        sent = await self._in_turn(
            delivery.to,
            conversation,
            lambda: self.client.update(chat, activity_id, activity),
            longest_wait=LONGEST_REDRAW_WAIT,
        )
        if isinstance(sent, CallSucceeded) or (
            isinstance(sent, CallFailed)
            and (is_gone(sent, CARD_IS_GONE) or is_gone(sent, CONVERSATION_IS_GONE))
        ):
            return Delivered(delivery.receipt)
        return sent if isinstance(sent, Retry) else _outcome(sent, near)

    async def _in_turn(
        self,
        to: Address,
        conversation: str,
        call: Callable[[], Awaitable[CallSucceeded | CallFailed]],
        *,
        longest_wait: float,
    ) -> _Sent:
        limiter = self.limiters.limiter_for(to.workspace)
        answer = await limiter.run_in_turn(conversation, call, longest_wait=longest_wait)
        if isinstance(answer, CallFailed) and is_rate_limit(answer) and answer.retry_after:
            structlog.get_logger().warning("teams rate limited", seconds=answer.retry_after.total_seconds())
            limiter.rest(answer.retry_after.total_seconds())
        return answer


def receipt(conversation: str, activity_id: str) -> str:
    return f"{conversation}{_APART}{activity_id}"


def _chat(reference: ConversationReference) -> ConversationAddress:
    return ConversationAddress(service_url=reference.service_url, conversation=reference.conversation)


def _outcome(sent: _Sent, reference: ConversationReference | None) -> Outcome:
    match sent:
        case CallSucceeded() as answer if reference is not None:
            return Delivered(receipt(reference.conversation, answer.text("id")))
        case CallSucceeded():
            return Delivered()
        case CallFailed() as failed:
            if failed.code == REFUSED_ADDRESS and reference is not None:
                structlog.get_logger().warning("address not allowed", host=host_of(reference.service_url))
            return outcome_of(failed)
        case Retry() as later:
            return later

"""Sends to people in Teams, each in their own chat with the app, at the pace that Teams allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeAlias

import structlog

from adapters.chat.conversation_references import ConversationReference, ConversationReferences
from adapters.teams.client import ConnectorClient, ConversationAddress, host_of
from adapters.teams.failures import (
    CARD_IS_GONE,
    CONVERSATION_IS_GONE,
    NOT_HERE,
    REPORT_DEFECT,
    is_gone,
    outcome_of,
)
from adapters.teams.paces import Paces
from adapters.teams.render import TeamsLimit, render_message
from adapters.teams.responses import REFUSED_ADDRESS, CallFailed, CallSucceeded
from bot.address import Address
from bot.outbox import Delivered, Delivery, Outcome, Retry, Undeliverable

LONGEST_WAIT: Final = 4.0
"""Seconds to wait for a place in the line. With the call's own limit it stays under what the drain gives a send."""
LONGEST_REDRAW_WAIT: Final = 1.0
"""Redraws do not hold up what is sent beside them."""
_APART: Final = " "
"""Between the halves of a receipt: no id of Teams has one."""

_Said: TypeAlias = CallSucceeded | CallFailed | Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsMessenger:
    """A message goes out once a call. `tenant` is "" where any is served, which a local test client is."""

    connector: ConnectorClient
    references: ConversationReferences
    paces: Paces
    tenant: str
    app_id: str
    beginning: str
    """The service address for a tenant that no activity came from yet."""

    async def send(self, delivery: Delivery) -> Outcome:
        workspace = delivery.to.workspace or self.tenant
        if self.tenant and workspace.casefold() != self.tenant.casefold():
            return NOT_HERE
        try:
            return await self._send(replace(delivery, to=replace(delivery.to, workspace=workspace)))
        except TeamsLimit as wrong:
            structlog.get_logger().error(
                "message larger than teams takes", delivery=delivery.id, why=str(wrong)
            )
            return Undeliverable(str(wrong), REPORT_DEFECT)

    async def _send(self, delivery: Delivery) -> Outcome:
        reference = await asyncio.to_thread(self.references.find, delivery.to)
        if delivery.redraws and delivery.receipt:
            return await self._redraw(delivery, reference)
        if reference is None:
            return await self._begin(delivery)
        said = await self._say(delivery, reference)
        if isinstance(said, CallFailed) and is_gone(said, CONVERSATION_IS_GONE):
            await asyncio.to_thread(self.references.forget, delivery.to)
            return await self._begin(delivery)
        return _outcome(said, reference)

    async def _begin(self, delivery: Delivery) -> Outcome:
        """In a chat that is made for it, where the app is installed for the person."""
        near = await asyncio.to_thread(self.references.any_in, delivery.to.workspace)
        service_url = near.service_url if near else self.beginning
        begun = await self._paced(
            delivery.to,
            f"{delivery.to.user} begins",
            LONGEST_WAIT,
            lambda: self.connector.create(
                service_url,
                bot=f"28:{self.app_id}",
                user=delivery.to.user,
                tenant=delivery.to.workspace,
            ),
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
        return _outcome(await self._say(delivery, reference), reference)

    async def _say(self, delivery: Delivery, reference: ConversationReference) -> _Said:
        activity = render_message(delivery.message)
        return await self._paced(
            delivery.to,
            reference.conversation,
            LONGEST_WAIT,
            lambda: self.connector.send(_chat(reference), activity),
        )

    async def _redraw(self, delivery: Delivery, reference: ConversationReference | None) -> Outcome:
        """The card alone. What is gone is not put there again."""
        conversation, _, activity_id = delivery.receipt.partition(_APART)
        near = reference or await asyncio.to_thread(self.references.any_in, delivery.to.workspace)
        chat = ConversationAddress(
            service_url=near.service_url if near else self.beginning,
            conversation=conversation,
        )
        activity = render_message(delivery.message)
        said = await self._paced(
            delivery.to,
            conversation,
            LONGEST_REDRAW_WAIT,
            lambda: self.connector.update(chat, activity_id, activity),
        )
        if isinstance(said, CallSucceeded) or (
            isinstance(said, CallFailed)
            and (is_gone(said, CARD_IS_GONE) or is_gone(said, CONVERSATION_IS_GONE))
        ):
            return Delivered(delivery.receipt)
        return said if isinstance(said, Retry) else _outcome(said, near)

    async def _paced(
        self,
        to: Address,
        conversation: str,
        longest: float,
        call: Callable[[], Awaitable[CallSucceeded | CallFailed]],
    ) -> _Said:
        pace = self.paces.of(to.workspace)
        if pace.wait(conversation) > longest:
            return Retry("waits for its turn", timedelta(seconds=pace.postpone(conversation)))
        if wait := pace.take(conversation):
            await asyncio.sleep(wait)
        answer = await call()
        if isinstance(answer, CallFailed) and answer.status == 429 and answer.retry_after:
            structlog.get_logger().warning("teams wants silence", seconds=answer.retry_after.total_seconds())
            pace.rest(answer.retry_after.total_seconds())
        return answer


def receipt(conversation: str, activity_id: str) -> str:
    return f"{conversation}{_APART}{activity_id}"


def _chat(reference: ConversationReference) -> ConversationAddress:
    return ConversationAddress(service_url=reference.service_url, conversation=reference.conversation)


def _outcome(said: _Said, reference: ConversationReference | None) -> Outcome:
    match said:
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

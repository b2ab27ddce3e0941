"""The messenger for Slack: sends deliveries to people's direct chats with the app, at the rate that Slack allows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import structlog

from adapters.chat.delivery_echoes import DeliveryEchoes
from adapters.chat.failure_table import outcome_of_too_large
from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation
from adapters.chat.rate_limit import RateLimiter, RateLimiters
from adapters.slack.block_kit import SlackLimit
from adapters.slack.client import SlackClient
from adapters.slack.failures import (
    BLOCKS_REFUSED,
    REINSTALL,
    TOKEN_REFUSED,
    is_gone,
    is_rate_limit,
    outcome_of,
)
from adapters.slack.installations import ASK_AGAIN_AFTER, Authorisations, InstallationUnknown, NotInstalled
from adapters.slack.rate_limit import new_limiter
from adapters.slack.render import render_message
from bot.ids import DeliveryId
from bot.outbox import Delivered, Delivery, Outcome, Retry, Undeliverable

POST: Final = "chat.postMessage"
UPDATE: Final = "chat.update"
UPDATES_A_MINUTE: Final = 50
"""Tier 3 of docs.slack.dev/apis/web-api/rate-limits."""
LONGEST_WAIT: Final = {POST: 4.0, UPDATE: 1.0}
"""Seconds to wait for a turn. With the call's own limit it stays under what the relay gives a delivery. Redraws are
slower, so they wait less and do not hold up what is sent beside them."""
_MARK: Final = "delivery:"

NOT_INSTALLED: Final = Undeliverable("Upmentor is not installed in the person's workspace", REINSTALL)


class SlackMessenger:
    """Sends a message once per call. A delivery that was sent twice is redrawn twice."""

    def __init__(
        self, *, client: SlackClient, authorisations: Authorisations, echoes: DeliveryEchoes, a_minute: int
    ) -> None:
        self._client = client
        self._authorisations = authorisations
        self._echoes = echoes
        most = {POST: a_minute, UPDATE: min(UPDATES_A_MINUTE, a_minute)}
        self._limiters = RateLimiters[tuple[str, str]](lambda key: new_limiter(a_minute=most[key[1]]))

    async def send(self, delivery: Delivery) -> Outcome:
        match await self._authorisations.at(delivery.to.workspace):
            case NotInstalled():
                return NOT_INSTALLED
            case InstallationUnknown(failed=failed):
                await asyncio.sleep(LONGEST_WAIT[POST])  # or the relay would spin through all that is due
                return Retry(f"Slack could not be asked who we are ({failed.code})", ASK_AGAIN_AFTER)
            case Installation() as installation:
                try:
                    return await self._send(delivery, installation)
                except SlackLimit as error:
                    return outcome_of_too_large(delivery.id, error)

    async def _send(self, delivery: Delivery, installation: Installation) -> Outcome:
        if delivery.redraws and delivery.receipt:
            return await self._redraw(delivery, installation)
        if delivery.attempts and (seen := await asyncio.to_thread(self._echoes.receipts_of, delivery.id)):
            return Delivered(seen[0])  # it had arrived; only the answer was lost
        match await self._post(installation, POST, delivery.to.user, delivery):
            case CallSucceeded() as answer:
                return Delivered(receipt(answer.text("channel"), answer.text("ts")))
            case CallFailed() as failed:
                return outcome_of(failed)
            case Retry() as later:
                return later

    async def _redraw(self, delivery: Delivery, installation: Installation) -> Outcome:
        """Redraws the card and its duplicates. A card that is gone is not sent again."""
        duplicates = await asyncio.to_thread(self._echoes.duplicates, delivery) if delivery.card else ()
        for card in dict.fromkeys((delivery.receipt, *duplicates)):
            channel, _, ts = card.partition(":")
            answer = await self._post(installation, UPDATE, channel, delivery, ts=ts)
            if isinstance(answer, Retry):
                return answer
            if isinstance(answer, CallFailed) and not is_gone(answer):
                return _for_redraws(outcome_of(answer))
        return Delivered(delivery.receipt)

    async def _post(
        self, installation: Installation, method: str, channel: str, delivery: Delivery, **where: str
    ) -> CallSucceeded | CallFailed | Retry:
        """Posts with charts and tables; as text, where Slack refuses those blocks."""
        message = marked(render_message(delivery.message), delivery.id)
        answer = await self._call(installation, method, channel, {**message, **where})
        if isinstance(answer, CallFailed) and answer.code in BLOCKS_REFUSED:
            message = marked(render_message(delivery.message, native=False), delivery.id)
            return await self._call(installation, method, channel, {**message, **where})
        return answer

    async def _call(
        self, installation: Installation, method: str, channel: str, message: Mapping[str, object]
    ) -> CallSucceeded | CallFailed | Retry:
        limiter = self._limiters.limiter_for((installation.workspace, method))
        previews = {"unfurl_links": False, "unfurl_media": False} if method == POST else {}
        answer = await limiter.run_in_turn(
            channel,
            lambda: self._client.write(method, installation.token, channel=channel, **previews, **message),
            longest_wait=LONGEST_WAIT[method],
        )
        if isinstance(answer, CallFailed):
            self._learn_from(answer, installation, limiter)
        return answer

    def _learn_from(self, failed: CallFailed, installation: Installation, limiter: RateLimiter) -> None:
        if failed.code in TOKEN_REFUSED:
            self._authorisations.doubt(installation.workspace)
        if is_rate_limit(failed) and failed.retry_after:
            structlog.get_logger().warning("slack rate limited", seconds=failed.retry_after.total_seconds())
            limiter.rest(failed.retry_after.total_seconds())


def _for_redraws(outcome: Outcome) -> Outcome:
    """Redraws have a rate limit of their own, which holds up no message."""
    return replace(outcome, everywhere=False) if isinstance(outcome, Retry) else outcome


def receipt(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def marked(message: Mapping[str, Any], delivery: DeliveryId) -> dict[str, Any]:
    """The message with the delivery's id on it, which Slack's echo of the message repeats."""
    first, *rest = message["blocks"]
    return {
        **message,
        "blocks": [{**first, "block_id": f"{_MARK}{delivery}"}, *rest],
        "metadata": {"event_type": "upmentor_delivery", "event_payload": {"delivery": delivery}},
    }


def delivery_of(mark: str) -> DeliveryId | None:
    """The delivery that a message of ours carries as its first block's id, if any."""
    return DeliveryId(mark.removeprefix(_MARK)) if mark.startswith(_MARK) else None

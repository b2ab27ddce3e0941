"""Sends to people on Slack, each in their direct chat with the app, at the pace that Slack allows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import structlog

from adapters.chat.delivery_echoes import DeliveryEchoes
from adapters.chat.installations import Installation
from adapters.slack.block_kit import SlackLimit
from adapters.slack.client import CallFailed, CallSucceeded, SlackClient
from adapters.slack.failures import (
    BLOCKS_REFUSED,
    CARD_IS_GONE,
    REINSTALL,
    REPORT_DEFECT,
    TOKEN_IS_DEAD,
    TOO_MANY,
    outcome_of,
)
from adapters.slack.installations import ASK_AGAIN_AFTER, Authorisations, InstallationUnknown, NotInstalled
from adapters.slack.rate_limit import RateLimiter
from adapters.slack.render import render_message
from bot.ids import DeliveryId
from bot.outbox import Delivered, Delivery, Outcome, Retry, Undeliverable

POST: Final = "chat.postMessage"
UPDATE: Final = "chat.update"
UPDATES_A_MINUTE: Final = 50
"""Tier 3 of docs.slack.dev/apis/web-api/rate-limits."""
LONGEST_WAIT: Final = {POST: 4.0, UPDATE: 1.0}
"""Seconds to wait for a place in the line. With the call's own limit it stays under what the drain gives a send; and
redraws, which are slower, do not hold up what is sent beside them."""
_MARK: Final = "delivery:"

NOT_INSTALLED: Final = Undeliverable("Upmentor is not installed in the person's workspace", REINSTALL)


class SlackMessenger:
    """A message goes out once a call. A twin, sent because an answer was lost, is redrawn with its original."""

    def __init__(
        self, *, calls: SlackClient, authorisations: Authorisations, arrivals: DeliveryEchoes, a_minute: int
    ) -> None:
        self._calls = calls
        self._authorisations = authorisations
        self._arrivals = arrivals
        self._a_minute = {POST: a_minute, UPDATE: min(UPDATES_A_MINUTE, a_minute)}
        self._paces: dict[tuple[str, str], RateLimiter] = {}

    async def send(self, delivery: Delivery) -> Outcome:
        match await self._authorisations.at(delivery.to.workspace):
            case NotInstalled():
                return NOT_INSTALLED
            case InstallationUnknown(failed=failed):
                # Waits before it says so: all that is due would otherwise be looked at in vain, again and again.
                await asyncio.sleep(LONGEST_WAIT[POST])
                return Retry(f"Slack could not be asked who we are ({failed.code})", ASK_AGAIN_AFTER)
            case Installation() as installation:
                return await self._within_limits(delivery, installation)

    async def _within_limits(self, delivery: Delivery, installation: Installation) -> Outcome:
        try:
            return await self._send(delivery, installation)
        except SlackLimit as wrong:
            structlog.get_logger().error(
                "message larger than slack takes", delivery=delivery.id, why=str(wrong)
            )
            return Undeliverable(str(wrong), REPORT_DEFECT)

    async def _send(self, delivery: Delivery, installation: Installation) -> Outcome:
        if delivery.redraws and delivery.receipt:
            return await self._redraw(delivery, installation)
        if delivery.attempts and (seen := await asyncio.to_thread(self._arrivals.of, delivery.id)):
            return Delivered(seen[0])  # it had arrived; only the answer was lost
        match await self._say(installation, POST, delivery.to.user, delivery):
            case CallSucceeded() as answer:
                return Delivered(receipt(answer.text("channel"), answer.text("ts")))
            case CallFailed() as failed:
                return outcome_of(failed)
            case Retry() as later:
                return later

    async def _redraw(self, delivery: Delivery, installation: Installation) -> Outcome:
        """The card and its twins. What is gone is not put there again."""
        twins = await asyncio.to_thread(self._arrivals.twins, delivery) if delivery.card else ()
        for card in dict.fromkeys((delivery.receipt, *twins)):
            channel, _, ts = card.partition(":")
            answer = await self._say(installation, UPDATE, channel, delivery, ts=ts)
            if isinstance(answer, Retry):
                return answer
            if isinstance(answer, CallFailed) and answer.code not in CARD_IS_GONE:
                return _for_redraws(outcome_of(answer))
        return Delivered(delivery.receipt)

    async def _say(
        self, installation: Installation, method: str, channel: str, delivery: Delivery, **where: str
    ) -> CallSucceeded | CallFailed | Retry:
        """With charts and tables; as text, where Slack takes none."""
        message = marked(render_message(delivery.message), delivery.id)
        answer = await self._call(installation, method, channel, {**message, **where})
        if isinstance(answer, CallFailed) and answer.code in BLOCKS_REFUSED:
            message = marked(render_message(delivery.message, native=False), delivery.id)
            return await self._call(installation, method, channel, {**message, **where})
        return answer

    async def _call(
        self, installation: Installation, method: str, channel: str, message: Mapping[str, object]
    ) -> CallSucceeded | CallFailed | Retry:
        pace = self._pace(installation, method)
        if pace.wait(channel) > LONGEST_WAIT[method]:
            return Retry("waits for its turn", timedelta(seconds=pace.postpone(channel)))
        if wait := pace.take(channel):
            await asyncio.sleep(wait)
        previews = {"unfurl_links": False, "unfurl_media": False} if method == POST else {}
        answer = await self._calls.write(method, installation.token, channel=channel, **previews, **message)
        if isinstance(answer, CallFailed):
            self._learn(answer, installation, pace)
        return answer

    def _pace(self, installation: Installation, method: str) -> RateLimiter:
        known = self._paces.get((installation.place, method))
        if known is None:
            known = self._paces[installation.place, method] = RateLimiter(a_minute=self._a_minute[method])
        return known

    def _learn(self, failed: CallFailed, installation: Installation, pace: RateLimiter) -> None:
        if failed.code in TOKEN_IS_DEAD:
            self._authorisations.doubt(installation.place)
        if failed.code in TOO_MANY and failed.retry_after:
            structlog.get_logger().warning("slack wants silence", seconds=failed.retry_after.total_seconds())
            pace.rest(failed.retry_after.total_seconds())


def _for_redraws(outcome: Outcome) -> Outcome:
    """They have a budget of their own: what it lacks holds up no message."""
    return replace(outcome, everywhere=False) if isinstance(outcome, Retry) else outcome


def receipt(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def marked(message: Mapping[str, Any], delivery: DeliveryId) -> dict[str, Any]:
    """The message with the delivery's id on it, for the event that Slack sends us of our own message, and for twins."""
    first, *rest = message["blocks"]
    return {
        **message,
        "blocks": [{**first, "block_id": f"{_MARK}{delivery}"}, *rest],
        "metadata": {"event_type": "upmentor_delivery", "event_payload": {"delivery": delivery}},
    }


def delivery_of(mark: str) -> DeliveryId | None:
    """The delivery that a message of ours carries as its first block's id, if any."""
    return DeliveryId(mark.removeprefix(_MARK)) if mark.startswith(_MARK) else None

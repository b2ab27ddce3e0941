"""The Slack app: takes requests by HTTP and by Socket Mode, and answers each within three seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias, assert_never

import structlog
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.chat.deduplicator import Deduplicator
from adapters.chat.delivery_echoes import DeliveryEchoes
from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.chat.installations import Installation
from adapters.chat.responding import BackgroundTasks, Deadlines, TurnResponses
from adapters.slack.chat_client import SlackChatClient
from adapters.slack.client import SlackClient, quiet_logger
from adapters.slack.inbound import parse_event
from adapters.slack.inbound_event import (
    Challenge,
    Echoed,
    InboundEvent,
    PersonChanged,
    SlackIncoming,
    TokensRevoked,
    Uninstalled,
)
from adapters.slack.installations import Authorisations, InstallationUnknown, NotInstalled
from adapters.slack.messenger import delivery_of, receipt
from adapters.slack.responders import NOTHING, Ack, SlackMessageResponder, responder_for
from adapters.slack.verify import SlackVerifier
from bot.address import Address
from bot.ids import EventKey
from bot.turn import Called, Event, Redraw, Reply, Show, Submitted, TurnFailed

PATH: Final = "/slack/events"
ACKNOWLEDGE_WITHIN: Final = 2.5
"""Seconds: Slack gives up after three."""
DEADLINES: Final = Deadlines(patience=1.0, acknowledge=ACKNOWLEDGE_WITHIN)
FORM_DEADLINES: Final = Deadlines(patience=2.2, acknowledge=ACKNOWLEDGE_WITHIN)
"""Slack itself shows that a form is being sent."""
ECHO_AFTER: Final = 1.0
"""Seconds until an echo of our own message is recorded: by then its delivery has nearly always been settled."""

_Installed: TypeAlias = SlackIncoming | Echoed | PersonChanged
_EVENT = "upmentor_event"
_INSTALLATION = "upmentor_installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDependencies:
    """`person_changed` hears of each person whose profile Slack says has changed."""

    handle: Callable[[Event], Awaitable[Reply]]
    client: SlackClient
    authorisations: Authorisations
    echoes: DeliveryEchoes
    now: Callable[[], datetime]
    person_changed: Callable[[Address], Awaitable[None]]


class SlackApp:
    """Bolt with one middleware and no listeners.

    Bolt's own verification and authorisation cost more than half of its speed, and answer a signed but malformed
    request with a 500.
    """

    def __init__(self, deps: SlackDependencies) -> None:
        self._deps = deps
        self._tasks = BackgroundTasks("slack")
        self._responses = TurnResponses(self._tasks)
        self._deduplicator = Deduplicator()
        self.bolt = AsyncApp(
            name="upmentor",
            logger=quiet_logger(),
            client=deps.client.sdk,
            process_before_response=True,
            before_authorize=self._admit,
            authorize=_authorise,
            request_verification_enabled=False,  # `events` verified the raw body; Socket Mode needs none
            ignoring_self_events_enabled=False,  # an echo of our own message tells where it stands
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self.bolt.middleware(self._handle)

    def add_routes(self, app: web.Application, signing_secret: str) -> None:
        """Adds the one address for events, commands, shortcuts, presses and submissions."""
        verifier = SlackVerifier(signing_secret, self._deps.now)

        async def events(request: web.Request) -> web.Response:
            raw = await request.read()
            why = verifier.refuses(raw, request.headers)
            response = _reject(401, why) if why else await self.take(parse_event(raw))
            return web.Response(
                status=response.status, body=response.body.encode(), headers=response.first_headers()
            )

        app.router.add_post(PATH, events)

    async def take(self, inbound: InboundEvent) -> BoltResponse:
        """Handles what Slack is known to have sent. Bolt sees the workspace and nothing else of it."""
        match inbound:
            case MalformedPayload(message):
                return _reject(400, message)
            case Challenge(text):
                return BoltResponse(status=200, body=text, headers={"content-type": "text/plain"})
            case IgnoredPayload(why):
                structlog.get_logger().debug("slack payload ignored", why=why)
                return BoltResponse(status=200)
            case Uninstalled() | TokensRevoked():
                if isinstance(inbound, Uninstalled) or inbound.of_bot:
                    await self._deps.authorisations.forget(inbound.workspace)
                return BoltResponse(status=200)
            case SlackIncoming() | Echoed() | PersonChanged():
                context = {_EVENT: inbound}
                body = {"team_id": inbound.workspace}
                return await self.bolt.async_dispatch(
                    AsyncBoltRequest(body=body, context=context, mode="socket_mode")
                )
            case _ as never:
                assert_never(never)

    async def close(self) -> None:
        await self._tasks.close()

    async def _admit(
        self,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],
    ) -> BoltResponse | None:
        """Lets pass what comes from where the app is installed."""
        match await self._deps.authorisations.at(context[_EVENT].workspace):
            case NotInstalled():
                return _reject(403, "from where the app is not installed")
            case InstallationUnknown():
                return _reject(503, "Slack could not be asked who we are")
            case Installation() as installation:
                context[_INSTALLATION] = installation
                await next()
                return None

    async def _handle(self, context: AsyncBoltContext) -> BoltResponse:
        inbound: _Installed = context[_EVENT]
        match inbound:
            case SlackIncoming():
                try:
                    ack = await self._answer(inbound, context[_INSTALLATION])
                except TurnFailed:
                    return BoltResponse(status=500)
                return BoltResponse(status=200, body=dict(ack) if ack else "")
            case Echoed():
                self._tasks.start(self._record_echo(inbound))
            case PersonChanged():
                self._tasks.start(self._deps.person_changed(inbound.who))
            case _ as never:
                assert_never(never)
        return BoltResponse(status=200)

    async def _answer(self, incoming: SlackIncoming, installation: Installation) -> Ack:
        event = incoming.event
        client = SlackChatClient(self._deps.client, self._deps.authorisations, installation, event.who.user)
        responder = responder_for(incoming, client, lambda: self._redraw_home(event, client))
        if isinstance(responder, SlackMessageResponder) and self._deduplicator.seen_before(event.key):
            return NOTHING  # the answer would stand in the chat twice
        deadlines = FORM_DEADLINES if isinstance(event.act, Submitted) else DEADLINES
        return await self._responses.respond(event, lambda: self._deps.handle(event), responder, deadlines)

    async def _redraw_home(self, event: Event, client: SlackChatClient) -> None:
        again = Event(key=EventKey(f"{event.key}:home"), who=event.who, act=Called("home"))
        reply = await self._deps.handle(again)
        if isinstance(reply, Show | Redraw):
            await client.publish_home(reply.message)

    async def _record_echo(self, echo: Echoed) -> None:
        delivery = delivery_of(echo.mark)
        if delivery is None:
            return
        await asyncio.sleep(ECHO_AFTER)
        if await asyncio.to_thread(self._deps.echoes.record, delivery, receipt(echo.channel, echo.ts)):
            structlog.get_logger().info("delivery known by its echo alone", delivery=delivery)


async def _authorise(context: AsyncBoltContext) -> AuthorizeResult:
    """Bolt's view of the installation that `_admit` found."""
    found: Installation = context[_INSTALLATION]
    return AuthorizeResult(
        enterprise_id=found.enterprise,
        team_id=found.workspace,
        bot_id=found.bot,
        bot_user_id=found.bot_user,
        bot_token=found.token,
    )


def _reject(status: int, why: str) -> BoltResponse:
    """Logs one line and writes nothing. Slack is told not to send it again."""
    structlog.get_logger().warning("slack request rejected", status=status, why=why)
    again = {} if status == 503 else {"X-Slack-No-Retry": "1"}
    return BoltResponse(status=status, body="", headers=dict(again))

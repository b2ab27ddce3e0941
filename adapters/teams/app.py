"""The Teams app: takes activities and answers each, an invoke within five seconds.

The Bot Framework carries, and does not read: see docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, assert_never

import msgspec
import structlog
from aiohttp import web
from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount

from adapters.chat.http_call import read_capped
from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.chat.rate_limit import RateLimiters
from adapters.chat.responding import BackgroundTasks, Deadlines, TurnResponses
from adapters.teams.chat_client import TeamsChatClient
from adapters.teams.client import ConnectorClient
from adapters.teams.contacts import Contacts
from adapters.teams.inbound import decode_body, parse_event
from adapters.teams.inbound_event import InboundEvent, Installed, Removed, TeamsIncoming
from adapters.teams.invoke_responses import invoke_unreadable
from adapters.teams.responders import Body, responder_for
from adapters.teams.verify import CHANNEL, RejectedRequest, TeamsVerifier
from bot.turn import Event, Reply

PATH: Final = "/api/messages"
LARGEST: Final = 262_144
"""Bytes. Teams sends at most about 100 KB of words and what they quote."""
MESSAGE_DEADLINES: Final = Deadlines(patience=1.0, acknowledge=10.0)
"""Teams gives up after fifteen seconds."""
INVOKE_DEADLINES: Final = Deadlines(patience=3.8, acknowledge=3.8)
"""Teams gives up after five seconds. The response is all that can show that the bot is working."""

_EVENT: Final = "upmentor_event"
_RESPONSE: Final = "BotFrameworkAdapter.InvokeResponse"
"""The key under which the Bot Framework looks for the response to an invoke, before it makes a copy of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsDependencies:
    handle: Callable[[Event], Awaitable[Reply]]
    verifier: TeamsVerifier
    client: ConnectorClient
    contacts: Contacts
    limiters: RateLimiters[str]
    app_id: str


class TeamsApp:
    """An activity handler of the Bot Framework behind our own verification and parsing."""

    def __init__(self, deps: TeamsDependencies) -> None:
        self._deps = deps
        self._tasks = BackgroundTasks("teams")
        self._responses = TurnResponses(self._tasks)
        self._adapter = _Adapter()
        self._handler = _Handler(self)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._messages)

    async def close(self) -> None:
        await self._tasks.close()

    async def take(self, inbound: InboundEvent) -> web.Response:
        """Handles what Teams is known to have sent."""
        match inbound:
            case MalformedPayload(message, invoke) if invoke:
                structlog.get_logger().warning("teams invoke not read", why=message)
                return _response(InvokeResponse(status=200, body=invoke_unreadable(invoke)))
            case MalformedPayload(message):
                return _reject(RejectedRequest(400, message))
            case IgnoredPayload(why):
                structlog.get_logger().debug("teams activity ignored", why=why)
                return _response(None)
            case TeamsIncoming() | Installed() | Removed():
                context = TurnContext(self._adapter, _activity_of(inbound))
                context.turn_state[_EVENT] = inbound
                return await self._run(context)
            case _ as never:
                assert_never(never)

    async def answer(self, incoming: TeamsIncoming) -> Body:
        """The body of the response. A repeat that comes meanwhile gets the same one."""
        event, target = incoming.event, incoming.target
        client = TeamsChatClient(
            client=self._deps.client,
            contacts=self._deps.contacts,
            limiters=self._deps.limiters,
            app_id=self._deps.app_id,
            who=event.who,
            target=target,
        )
        return await self._responses.respond(
            event,
            lambda: self._handle(incoming),
            responder_for(incoming, client, self._tasks.start),
            INVOKE_DEADLINES if target.invoke else MESSAGE_DEADLINES,
            repeats=(event.key, event.who, target.invoke),
        )

    async def record_install(self, inbound: Installed | Removed) -> None:
        if isinstance(inbound, Installed):
            await self._deps.contacts.record_install(inbound.reference)
        else:
            await self._deps.contacts.forget(inbound.who)

    async def _handle(self, incoming: TeamsIncoming) -> Reply:
        """Records the person's reference first, so that the turn of a person who was not known yet is theirs."""
        if incoming.reference is not None:
            try:
                await self._deps.contacts.record_activity(incoming.reference)
            except Exception as error:  # noqa: BLE001 - the turn counts without the reference
                structlog.get_logger().error("reference not kept", key=incoming.event.key, exc_info=error)
        return await self._deps.handle(incoming.event)

    async def _run(self, context: TurnContext) -> web.Response:
        try:
            await self._adapter.run_pipeline(context, self._handler.on_turn)
        except Exception as error:  # noqa: BLE001 - the boundary of requests: Teams sends a failed one again
            structlog.get_logger().error("teams activity failed", exc_info=error)
            return web.Response(status=503)
        return _response(context.turn_state.get(_RESPONSE))

    async def _messages(self, request: web.Request) -> web.Response:
        sender = await self._deps.verifier.sender(request.headers)
        if isinstance(sender, RejectedRequest):
            return _reject(sender)
        raw = await _body(request)
        if raw is None:
            return _reject(RejectedRequest(413, "larger than any activity of Teams"))
        activity = decode_body(raw)
        if isinstance(activity, MalformedPayload):
            return _reject(RejectedRequest(400, activity.message))
        if refused := self._deps.verifier.refuses(sender, activity):
            return _reject(refused)
        return await self.take(parse_event(activity))


class _Adapter(BotAdapter):  # type: ignore[misc]  # ships no types
    """Nothing goes out through the Bot Framework: its own client opens a connection for each call."""

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        raise NotImplementedError  # never called: answers leave by the Connector

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        raise NotImplementedError  # never called: answers leave by the Connector

    async def delete_activity(self, context: TurnContext, reference: object) -> None:
        raise NotImplementedError  # never called: answers leave by the Connector


class _Handler(TeamsActivityHandler):  # type: ignore[misc]  # ships no types
    """Routes the Bot Framework's callbacks to the app."""

    def __init__(self, app: TeamsApp) -> None:
        super().__init__()
        self._app = app

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._app.answer(turn_context.turn_state[_EVENT])

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        body = await self._app.answer(turn_context.turn_state[_EVENT])
        response = InvokeResponse(status=200, body=body)
        turn_context.turn_state[_RESPONSE] = response
        return response

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        await self._app.record_install(turn_context.turn_state[_EVENT])

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        await self._app.record_install(turn_context.turn_state[_EVENT])


def _activity_of(inbound: TeamsIncoming | Installed | Removed) -> Activity:
    """The activity is parsed already: the Bot Framework sees its kind and nothing else of it."""
    match inbound:
        case TeamsIncoming(target=target):
            kind = ActivityTypes.invoke if target.invoke else ActivityTypes.message
            return Activity(
                type=kind,
                name=target.invoke or None,
                channel_id=CHANNEL,
                service_url=target.service_url,
                conversation=ConversationAccount(id=target.conversation),
                from_property=ChannelAccount(id=target.user),
                recipient=ChannelAccount(id=target.bot),
            )
        case Installed():
            return Activity(type=ActivityTypes.installation_update, action="add", channel_id=CHANNEL)
        case Removed():
            return Activity(type=ActivityTypes.installation_update, action="remove", channel_id=CHANNEL)
        case _ as never:
            assert_never(never)


async def _body(request: web.Request) -> bytes | None:
    """None for a body that is too large."""
    if (request.content_length or 0) > LARGEST:
        return None
    return await read_capped(request.content.iter_any(), LARGEST)


def _response(response: InvokeResponse | None) -> web.Response:
    body = msgspec.json.encode(response.body or {}) if response is not None else b""
    return web.Response(status=200, body=body, content_type="application/json")


def _reject(rejected: RejectedRequest) -> web.Response:
    """Logs one line and writes nothing. The sender learns the status only."""
    structlog.get_logger().warning("teams request rejected", status=rejected.status, why=rejected.why)
    return web.Response(status=rejected.status)

"""Teams' requests: checked, read, handled and answered, an invoke within five seconds.

The Bot Framework carries, and does not read: see docs/decisions.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, assert_never

import msgspec
import structlog
from aiohttp import web
from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount

from adapters.teams.chat_client import TeamsChatClient
from adapters.teams.client import ConnectorClient
from adapters.teams.contacts import Contacts
from adapters.teams.inbound import decode_body, parse_event
from adapters.teams.inbound_event import (
    IgnoredPayload,
    InboundEvent,
    Installed,
    MalformedPayload,
    Removed,
    TeamsIncoming,
)
from adapters.teams.invoke_responses import failed_answer, unread_answer
from adapters.teams.paces import Paces
from adapters.teams.responders import Body, TeamsResponder, responder_for
from adapters.teams.verify import CHANNEL, RejectedRequest, TeamsVerifier
from bot import screens
from bot.address import Address
from bot.ids import EventKey
from bot.turn import Event, Reply, TurnFailed

T = TypeVar("T")

PATH: Final = "/api/messages"
LARGEST: Final = 262_144
"""Bytes. Teams sends at most about 100 KB of words and what they quote."""
PATIENCE: Final = 1.0
"""Seconds that the turn of a message may take before the person is shown that it is being worked on."""
INVOKE_WITHIN: Final = 3.8
"""Seconds: Teams gives up after five."""
MESSAGE_WITHIN: Final = 10.0
"""Seconds: Teams gives up after fifteen."""
FINISH_WITHIN: Final = 5.0

_ARRIVAL: Final = "upmentor_arrival"
_ANSWER: Final = "BotFrameworkAdapter.InvokeResponse"
"""Where the Bot Framework looks for an invoke's answer, before it makes a copy of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsDependencies:
    """What stands behind the Teams side."""

    handle: Callable[[Event], Awaitable[Reply]]
    verifier: TeamsVerifier
    connector: ConnectorClient
    contacts: Contacts
    paces: Paces
    app_id: str


class TeamsApp:
    """An activity handler of the Bot Framework behind our own door."""

    def __init__(self, back: TeamsDependencies) -> None:
        self._back = back
        self._tasks: set[asyncio.Task[Any]] = set()
        self._answering: dict[tuple[EventKey, Address, str], asyncio.Task[Body]] = {}
        self._adapter = _Carrier()
        self._handler = _Handler(self)

    def add_messages(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._messages)

    async def close(self) -> None:
        """Waits a little for the answers that are still on their way."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=FINISH_WITHIN)
        for task in self._tasks:
            task.cancel()

    async def take(self, arrival: InboundEvent) -> web.Response:
        """What is certain to be Teams'."""
        match arrival:
            case MalformedPayload(said, invoke) if invoke:
                structlog.get_logger().warning("teams invoke not read", why=said)
                return _answered(InvokeResponse(status=200, body=unread_answer(invoke)))
            case MalformedPayload(said):
                return _turned_down(RejectedRequest(400, said))
            case IgnoredPayload(why):
                structlog.get_logger().debug("teams activity ignored", why=why)
                return _answered(None)
            case TeamsIncoming() | Installed() | Removed():
                context = TurnContext(self._adapter, _activity_of(arrival))
                context.turn_state[_ARRIVAL] = arrival
                return await self._run(context)
            case _ as never:
                assert_never(never)

    async def _run(self, context: TurnContext) -> web.Response:
        try:
            await self._adapter.run_pipeline(context, self._handler.on_turn)
        except Exception as error:  # noqa: BLE001 - the boundary of requests: what failed comes again, or is found later
            structlog.get_logger().error("teams activity failed", exc_info=error)
            return web.Response(status=503)
        return _answered(context.turn_state.get(_ANSWER))

    async def answer(self, incoming: TeamsIncoming) -> Body:
        """The body of the answer, in time; what it cannot carry follows. A repeat meanwhile gets the same one."""
        way = responder_for(incoming, self._reach(incoming))
        one = (incoming.event.key, incoming.event.who, incoming.place.invoke)
        if first := self._answering.get(one):
            done, _ = await asyncio.wait({first}, timeout=INVOKE_WITHIN)
            return first.result() if done else await way.working()
        turn = self._keep(self._handle(incoming))
        answering = self._answering[one] = self._keep(self._finish(incoming, way, turn))
        answering.add_done_callback(lambda _: self._answering.pop(one))
        if incoming.place.invoke:
            return await self._answer_invoke(incoming, way, turn, answering)
        await asyncio.wait({answering}, timeout=PATIENCE)
        if not turn.done():  # a Connector that is slow would be slower still to show it
            self._start(way.working())
        if not answering.done():
            await asyncio.wait({answering}, timeout=MESSAGE_WITHIN)
        return None

    async def met(self, arrival: Installed | Removed) -> None:
        if isinstance(arrival, Installed):
            await self._back.contacts.meet(arrival.reference)
        else:
            await self._back.contacts.lose(arrival.who)

    async def _handle(self, incoming: TeamsIncoming) -> Reply:
        """Who somebody is comes first: the turn of a person who was not known yet is theirs."""
        if incoming.reference is not None:
            try:
                await self._back.contacts.see(incoming.reference)
            except Exception as error:  # noqa: BLE001 - their act counts, whether it can be noted where they are or not
                structlog.get_logger().error("reference not kept", key=incoming.event.key, exc_info=error)
        return await self._back.handle(incoming.event)

    async def _messages(self, request: web.Request) -> web.Response:
        sender = await self._back.verifier.sender(request.headers)
        if isinstance(sender, RejectedRequest):
            return _turned_down(sender)
        raw = await _body(request)
        if raw is None:
            return _turned_down(RejectedRequest(413, "larger than anything of Teams'"))
        activity = decode_body(raw)
        if isinstance(activity, MalformedPayload):
            return _turned_down(RejectedRequest(400, activity.message))
        if refused := self._back.verifier.refuses(sender, activity):
            return _turned_down(refused)
        return await self.take(parse_event(activity))

    async def _answer_invoke(
        self,
        incoming: TeamsIncoming,
        way: TeamsResponder,
        turn: asyncio.Task[Reply],
        answering: asyncio.Task[Body],
    ) -> Body:
        done, _ = await asyncio.wait({answering}, timeout=INVOKE_WITHIN)
        if done:
            if turn.done() and turn.exception() is None:
                self._start(way.settle(turn.result()))
            return answering.result()
        self._start(self._finish_late(incoming, way, turn, answering))
        return await way.working()

    async def _finish(self, incoming: TeamsIncoming, way: TeamsResponder, turn: asyncio.Task[Reply]) -> Body:
        try:
            return await way.answer(await turn)
        except TurnFailed as failed:
            return failed_answer(incoming, screens.something_broke(str(failed)))
        except Exception as error:  # noqa: BLE001 - the boundary of answers: what was done stays done
            structlog.get_logger().error("teams answer failed", key=incoming.event.key, exc_info=error)
            broken = screens.something_broke("-")
            return failed_answer(incoming, broken) if incoming.place.invoke else None

    async def _finish_late(
        self,
        incoming: TeamsIncoming,
        way: TeamsResponder,
        turn: asyncio.Task[Reply],
        answering: asyncio.Task[Body],
    ) -> None:
        """`answering` made a body that nobody reads."""
        await asyncio.wait({answering})
        try:
            await way.answer_late(await turn)
        except TurnFailed as failed:
            await self._reach(incoming).write(screens.something_broke(str(failed)))

    def _reach(self, incoming: TeamsIncoming) -> TeamsChatClient:
        return TeamsChatClient(
            connector=self._back.connector,
            contacts=self._back.contacts,
            paces=self._back.paces,
            app_id=self._back.app_id,
            who=incoming.event.who,
            place=incoming.place,
        )

    def _start(self, work: Awaitable[object]) -> None:
        _ = self._keep(work)

    def _keep(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """Runs it beside everything else, and holds on to it: a loop forgets tasks that nobody holds."""
        task = asyncio.ensure_future(_awaited(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_report)
        return task


class _Carrier(BotAdapter):  # type: ignore[misc]  # ships no types
    """Nothing goes out through the Bot Framework: its own client opens a connection for each call."""

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[Any]:
        raise NotImplementedError  # never called: answers leave by the Connector

    async def update_activity(self, context: TurnContext, activity: Activity) -> None:
        raise NotImplementedError  # never called: answers leave by the Connector

    async def delete_activity(self, context: TurnContext, reference: object) -> None:
        raise NotImplementedError  # never called: answers leave by the Connector


class _Handler(TeamsActivityHandler):  # type: ignore[misc]  # ships no types
    """Which of the Bot Framework's happenings means what here."""

    def __init__(self, app: TeamsApp) -> None:
        super().__init__()
        self._app = app

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._app.answer(turn_context.turn_state[_ARRIVAL])

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        body = await self._app.answer(turn_context.turn_state[_ARRIVAL])
        answer = InvokeResponse(status=200, body=body)
        turn_context.turn_state[_ANSWER] = answer
        return answer

    async def on_installation_update_add(self, turn_context: TurnContext) -> None:
        await self._app.met(turn_context.turn_state[_ARRIVAL])

    async def on_installation_update_remove(self, turn_context: TurnContext) -> None:
        await self._app.met(turn_context.turn_state[_ARRIVAL])


def _activity_of(arrival: TeamsIncoming | Installed | Removed) -> Activity:
    """It is read already: the Bot Framework sees what kind it is and nothing else of it."""
    match arrival:
        case TeamsIncoming(place=place):
            kind = ActivityTypes.invoke if place.invoke else ActivityTypes.message
            return Activity(
                type=kind,
                name=place.invoke or None,
                channel_id=CHANNEL,
                service_url=place.service_url,
                conversation=ConversationAccount(id=place.conversation),
                from_property=ChannelAccount(id=place.user),
                recipient=ChannelAccount(id=place.bot),
            )
        case Installed():
            return Activity(type=ActivityTypes.installation_update, action="add", channel_id=CHANNEL)
        case Removed():
            return Activity(type=ActivityTypes.installation_update, action="remove", channel_id=CHANNEL)
        case _ as never:
            assert_never(never)


async def _awaited(work: Awaitable[T]) -> T:
    return await work


def _report(task: asyncio.Task[Any]) -> None:
    if task.cancelled() or (error := task.exception()) is None or isinstance(error, TurnFailed):
        return
    structlog.get_logger().error("teams work failed", exc_info=error)


async def _body(request: web.Request) -> bytes | None:
    """None for one that is too large."""
    if (request.content_length or 0) > LARGEST:
        return None
    parts = bytearray()
    async for part in request.content.iter_any():
        parts += part
        if len(parts) > LARGEST:
            return None
    return bytes(parts)


def _answered(answer: InvokeResponse | None) -> web.Response:
    body = msgspec.json.encode(answer.body or {}) if answer is not None else b""
    return web.Response(status=200, body=body, content_type="application/json")


def _turned_down(refusal: RejectedRequest) -> web.Response:
    """One line, and nothing written. The sender learns a number."""
    structlog.get_logger().warning("teams request turned down", status=refusal.status, why=refusal.why)
    return web.Response(status=refusal.status)

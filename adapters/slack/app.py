"""Slack's requests, by HTTP and by Socket Mode: checked, read, handled and answered within three seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias, TypeVar, assert_never

import structlog
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.chat.delivery_echoes import DeliveryEchoes
from adapters.chat.installations import Installation
from adapters.slack.chat_client import SlackChatClient
from adapters.slack.client import SlackClient, quiet_logger
from adapters.slack.deduplicator import Deduplicator
from adapters.slack.inbound import parse_event
from adapters.slack.inbound_event import (
    Challenge,
    Echoed,
    IgnoredPayload,
    InboundEvent,
    MalformedPayload,
    PersonChanged,
    SlackIncoming,
    TokensRevoked,
    Uninstalled,
)
from adapters.slack.installations import Authorisations, InstallationUnknown, NotInstalled
from adapters.slack.messenger import delivery_of, receipt
from adapters.slack.responders import NOTHING, Ack, HomeResponder, SlackMessageResponder, SlackResponder
from adapters.slack.verify import SlackVerifier
from adapters.slack.way_back import changes_home, responder_for
from bot.address import Address
from bot.ids import EventKey
from bot.turn import (
    Called,
    Event,
    Reply,
    Submitted,
    TurnFailed,
)

T = TypeVar("T")

PATH: Final = "/slack/events"
PATIENCE: Final = 1.0
"""Seconds that a turn may take before the person is shown that it is being worked on."""
FORM_PATIENCE: Final = 2.2
ACKNOWLEDGE_WITHIN: Final = 2.5
"""Seconds: Slack gives up after three."""
ECHO_AFTER: Final = 1.0
"""Seconds until an echo of our own message is looked at: by then its sending has nearly always been settled."""
FINISH_WITHIN: Final = 5.0

_Ours: TypeAlias = SlackIncoming | Echoed | PersonChanged
_ARRIVAL = "upmentor_arrival"
_INSTALLATION = "upmentor_installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackDependencies:
    """What stands behind the Slack side. `changed` is told of whom Slack says that something changed."""

    handle: Callable[[Event], Awaitable[Reply]]
    calls: SlackClient
    authorisations: Authorisations
    arrivals: DeliveryEchoes
    now: Callable[[], datetime]
    changed: Callable[[Address], Awaitable[None]]


class SlackApp:
    """Bolt with one way through it. Its own verification, authorisation and listeners would cost more than half of
    its speed, and answer what is signed but malformed with a 500.
    """

    def __init__(self, back: SlackDependencies) -> None:
        self._back = back
        self._tasks: set[asyncio.Task[object]] = set()
        self._recent = Deduplicator()
        self.bolt = AsyncApp(
            name="upmentor",
            logger=quiet_logger(),
            client=back.calls.client,
            process_before_response=True,
            before_authorize=self._admit,
            authorize=_authorise,
            request_verification_enabled=False,  # `events` verified the raw body; Socket Mode needs none
            ignoring_self_events_enabled=False,  # an echo of our own tells where a message stands
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self.bolt.middleware(self._take)

    def add_events(self, app: web.Application, signing_secret: str) -> None:
        """One address for events, commands, shortcuts and what people press and send."""
        verifier = SlackVerifier(signing_secret, self._back.now)

        async def events(request: web.Request) -> web.Response:
            raw = await request.read()
            why = verifier.refuses(raw, request.headers)
            response = _turned_down(401, why) if why else await self.take(parse_event(raw))
            return web.Response(
                status=response.status, body=response.body.encode(), headers=response.first_headers()
            )

        app.router.add_post(PATH, events)

    async def take(self, arrival: InboundEvent) -> BoltResponse:
        """What is certain to be Slack's. It is read already: Bolt sees where it is from and nothing else of it."""
        match arrival:
            case MalformedPayload(said):
                return _turned_down(400, said)
            case Challenge(text):
                return BoltResponse(status=200, body=text, headers={"content-type": "text/plain"})
            case IgnoredPayload(why):
                structlog.get_logger().debug("slack payload ignored", why=why)
                return BoltResponse(status=200)
            case Uninstalled() | TokensRevoked():
                if isinstance(arrival, Uninstalled) or arrival.of_bot:
                    await self._back.authorisations.forget(arrival.workspace)
                return BoltResponse(status=200)
            case SlackIncoming() | Echoed() | PersonChanged():
                context = {_ARRIVAL: arrival}
                seen = {"team_id": _workspace(arrival)}
                return await self.bolt.async_dispatch(
                    AsyncBoltRequest(body=seen, context=context, mode="socket_mode")
                )
            case _ as never:
                assert_never(never)

    async def close(self) -> None:
        """Waits a little for the answers that are still on their way."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=FINISH_WITHIN)
        for task in self._tasks:
            task.cancel()

    async def _admit(
        self,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],
    ) -> BoltResponse | None:
        """Only from where the app is installed."""
        match await self._back.authorisations.at(_workspace(context[_ARRIVAL])):
            case NotInstalled():
                return _turned_down(403, "from where the app is not installed")
            case InstallationUnknown():
                return _turned_down(503, "Slack could not be asked who we are")
            case Installation() as installation:
                context[_INSTALLATION] = installation
                await next()
                return None

    async def _take(self, context: AsyncBoltContext) -> BoltResponse:
        arrival: _Ours = context[_ARRIVAL]
        installation: Installation = context[_INSTALLATION]
        match arrival:
            case SlackIncoming():
                try:
                    ack = await self._answer(arrival, installation)
                except TurnFailed:
                    # Slack keeps a modal open, with what was typed, when the answer to it is an error.
                    return BoltResponse(status=500)
                return BoltResponse(status=200, body=dict(ack) if ack else "")
            case Echoed():
                self._start(self._note(arrival))
            case PersonChanged():
                self._start(self._back.changed(arrival.who))
            case _ as never:
                assert_never(never)
        return BoltResponse(status=200)

    async def _answer(self, incoming: SlackIncoming, installation: Installation) -> Ack:
        """The acknowledgement, in time; what it cannot carry follows by itself."""
        began = asyncio.get_running_loop().time()
        event = incoming.event
        reach = SlackChatClient(self._back.calls, self._back.authorisations, installation, event.who.user)
        way = responder_for(incoming, reach)
        if isinstance(way, SlackMessageResponder) and self._recent.seen_before(event.key):
            return NOTHING  # what was said would stand in the chat twice
        turn = self._keep(self._back.handle(event))
        is_form = isinstance(event.act, Submitted)  # Slack itself shows that it is being sent
        await asyncio.wait({turn}, timeout=FORM_PATIENCE if is_form else PATIENCE)
        if turn.done() and way.is_carried(turn.result()):
            return await self._finish(event, way, turn)
        working = None if turn.done() else await way.working()
        way.is_late = working is not None
        answering = self._keep(self._finish(event, way, turn))
        if working is not None:
            return working
        left = ACKNOWLEDGE_WITHIN - (asyncio.get_running_loop().time() - began)
        done, _ = await asyncio.wait({answering}, timeout=max(left, 0))
        way.is_late = not done
        return answering.result() if done else NOTHING

    async def _finish(self, event: Event, way: SlackResponder, turn: asyncio.Task[Reply]) -> Ack:
        try:
            reply = await turn
            ack = await way.answer(reply)
            if changes_home(way, reply):
                self._start(self._draw_home(event, way.reach))
        except TurnFailed:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of answers: what was done stays done
            structlog.get_logger().error("slack answer failed", key=event.key, exc_info=error)
            return NOTHING
        return ack

    async def _draw_home(self, event: Event, reach: SlackChatClient) -> None:
        again = Event(key=EventKey(f"{event.key}:home"), who=event.who, act=Called("home"))
        await HomeResponder(reach).answer(await self._back.handle(again))

    async def _note(self, echo: Echoed) -> None:
        delivery = delivery_of(echo.mark)
        if delivery is None:
            return
        await asyncio.sleep(ECHO_AFTER)
        if await asyncio.to_thread(self._back.arrivals.note, delivery, receipt(echo.channel, echo.ts)):
            structlog.get_logger().info("delivery seen where no answer told", delivery=delivery)

    def _start(self, work: Awaitable[None]) -> None:
        _ = self._keep(work)

    def _keep(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """Runs it beside everything else, and holds on to it: a loop forgets tasks that nobody holds."""
        task = asyncio.ensure_future(_awaited(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_report)
        return task


async def _awaited(work: Awaitable[T]) -> T:
    return await work


def _report(task: asyncio.Task[object]) -> None:
    if not task.cancelled() and (error := task.exception()):
        structlog.get_logger().error("slack work failed", exc_info=error)


async def _authorise(context: AsyncBoltContext) -> AuthorizeResult:
    """What Bolt wants to know of whom we are, from what `_admit` found."""
    found: Installation = context[_INSTALLATION]
    return AuthorizeResult(
        enterprise_id=found.enterprise,
        team_id=found.place,
        bot_id=found.bot,
        bot_user_id=found.bot_user,
        bot_token=found.token,
    )


def _workspace(arrival: _Ours) -> str:
    match arrival:
        case SlackIncoming(event=event):
            return event.who.workspace
        case PersonChanged(who=who):
            return who.workspace
        case Echoed(workspace=workspace):
            return workspace
        case _ as never:
            assert_never(never)


def _turned_down(status: int, why: str) -> BoltResponse:
    """One line, and nothing written. Slack is told not to send it again."""
    structlog.get_logger().warning("slack request turned down", status=status, why=why)
    again = {} if status == 503 else {"X-Slack-No-Retry": "1"}
    return BoltResponse(status=status, body="", headers=dict(again))

"""The server: the Web API, `response_url`s, OAuth and Socket Mode on one port."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.server.faults import Fault, Faults, LoseAnswer, Refuse, Reset, Stall, Status, TooMany
from tests.slack.server.methods import METHODS, Answer, done, refused
from tests.slack.server.rates import Rates
from tests.slack.server.workspace import (
    APP,
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    ENTERPRISE,
    TEAM,
    Posted,
    Workspace,
)
from tests.slack.validate import problems_of_message

CLIENT_ID, CLIENT_SECRET = "7461203958417.7461203958499", "oauth-secret"
RESPONSES = 5
"""How often a `response_url` may be used."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API: what was sent, without the token, and what was answered, if anybody heard it."""

    method: str
    sent: Mapping[str, Any]
    answer: Answer | None

    @property
    def code(self) -> str:
        return str(self.answer.get("error", "")) if self.answer else "no answer"


@dataclass(slots=True)
class _Hook:
    """Where a `response_url` writes to: the message that was pressed, if any."""

    channel: str
    user: str
    card: Posted | None
    left: int = RESPONSES


class SlackServer:
    """`posted` is called with each message that came to stand somewhere; `now` is what requests are signed with."""

    def __init__(self) -> None:
        self.space = Workspace()
        self.calls: list[Call] = []
        self.faults = Faults()
        self.rates: Rates | None = None
        self.posted: Callable[[Posted], Awaitable[None]] | None = None
        self.codes: dict[str, str] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, asyncio.Future[Any]] = {}
        self.url = ""
        self.now: Callable[[], float] = time.time
        self._hooks: dict[str, _Hook] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def problems(self) -> list[str]:
        """Everything that was refused for how it was written: a defect of ours."""
        wrong = ("invalid_blocks", "invalid_arguments", "exchanged_trigger_id")
        return [f"{call.method}: {call.answer}" for call in self.calls if call.code in wrong]

    def response_url(self, channel: str, user: str, card: Posted | None = None) -> str:
        name = secrets.token_hex(8)
        self._hooks[name] = _Hook(channel, user, card)
        return f"{self.url}/response/{name}"

    def code(self, token: str = BOT_TOKEN) -> str:
        """A code that OAuth gives a browser, good once for the token."""
        code = secrets.token_hex(8)
        self.codes[code] = token
        return code

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[SlackServer]:
        app = web.Application(client_max_size=2**22)
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_get("/socket", self._socket)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            for socket in self.sockets:
                await socket.close()
            await runner.cleanup()

    async def send_by_socket(self, kind: str, payload: Mapping[str, Any], within: float = 5.0) -> Any:
        """What the app acknowledges an envelope with."""
        envelope = secrets.token_hex(8)
        self.acknowledged[envelope] = asyncio.get_running_loop().create_future()
        await self.sockets[-1].send_json(
            {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": True}
        )
        return await asyncio.wait_for(self.acknowledged[envelope], within)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, sent = request.match_info["method"], await _sent(request)
        fault = self.faults.next(method, str(sent.get("channel", "")))
        if isinstance(fault, Stall):
            await asyncio.sleep(fault.seconds)
        if early := self._early(request, method, sent, fault):
            return early
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = self._answer(method, sent, token, is_json=request.content_type == "application/json")
        is_lost = isinstance(fault, LoseAnswer) or _has_hung_up(request)
        self.calls.append(Call(method, sent, None if is_lost else answer))
        if isinstance(fault, LoseAnswer):
            return _cut(request)
        scopes = ",".join(sorted(self.space.tokens.get(token, ())))
        return web.json_response(answer, headers={"x-oauth-scopes": scopes})

    def _early(
        self, request: web.Request, method: str, sent: Mapping[str, Any], fault: Fault | None
    ) -> web.StreamResponse | None:
        """What comes in place of doing it."""
        waits = (
            self.rates.retry_after(sent["channel"]) if self.rates and method == "chat.postMessage" else None
        )
        match fault if waits is None else TooMany(waits):
            case Refuse(code, needed):
                answer = refused(code, **({"needed": needed, "provided": "commands"} if needed else {}))
                self.calls.append(Call(method, sent, answer))
                return web.json_response(answer)
            case TooMany(retry_after):
                self.calls.append(Call(method, sent, refused("ratelimited")))
                headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
                return web.json_response(refused("ratelimited"), status=429, headers=headers)
            case Status(status, content_type):
                return web.Response(
                    status=status, text="<html>Something is wrong</html>", content_type=content_type
                )
            case Reset():
                return _cut(request)
            case _:
                return None

    def _answer(self, method: str, sent: Mapping[str, Any], token: str, *, is_json: bool) -> Answer:
        if method == "oauth.v2.access":
            return self._exchange(sent, token)
        if method == "apps.connections.open":
            return done(url=f"{self.url.replace('http', 'ws')}/socket") if token == APP_TOKEN else _NO
        if token in self.space.revoked:
            return refused("token_revoked")
        scopes, known = self.space.tokens.get(token), METHODS.get(method)
        if scopes is None or known is None:
            return _NO if scopes is None else refused("unknown_method")
        if known.scope and known.scope not in scopes:
            return refused("missing_scope", needed=known.scope, provided=",".join(sorted(scopes)))
        if known.reads == is_json:
            return refused("invalid_arguments")
        answer = known.run(self.space, sent)
        if method == "chat.postMessage" and answer["ok"]:
            self._tell(self.space.messages[answer["channel"], answer["ts"]])
        return answer

    def _exchange(self, sent: Mapping[str, Any], token: str) -> Answer:
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if token.removeprefix("Basic ") != given:
            return refused("bad_client_secret")
        bot_token = self.codes.pop(str(sent.get("code")), "")
        if not bot_token:
            return refused("invalid_code")
        whole = self.space.whole_organisation
        return done(
            access_token=bot_token,
            token_type="bot",
            scope=",".join(sorted(self.space.tokens[bot_token])),
            bot_user_id=BOT_USER,
            app_id=APP,
            team=None if whole else {"id": TEAM, "name": "Mentors"},
            enterprise={"id": ENTERPRISE, "name": "Big Corp"} if whole else None,
            is_enterprise_install=whole,
            authed_user={"id": "U07ADMIN01"},
        )

    def _tell(self, posted: Posted) -> None:
        if self.posted is not None:
            task = asyncio.ensure_future(self._told(self.posted, posted))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _told(self, listener: Callable[[Posted], Awaitable[None]], posted: Posted) -> None:
        await listener(posted)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json()
        fault = self.faults.next("response_url")
        if early := self._early(request, "response_url", sent, fault):
            return early
        hook = self._hooks.get(request.match_info["name"])
        if hook is None or hook.left == 0:
            return web.Response(status=404, text="used_url")
        hook.left -= 1
        problems = problems_of_message(sent)
        self.calls.append(
            Call("response_url", sent, refused("invalid_blocks", said=problems) if problems else done())
        )
        if problems:
            return web.Response(status=400, text="invalid_blocks")
        if sent.get("replace_original") and hook.card is not None:
            self.space.change(hook.card, sent)
        else:
            self.space.post(hook.channel, sent, seen_by=hook.user)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                said = json.loads(message.data)
                waiting = self.acknowledged.get(said.get("envelope_id", ""))
                if waiting and not waiting.done():
                    waiting.set_result(said.get("payload"))
        return socket


_NO = refused("invalid_auth")


async def _sent(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        sent: dict[str, Any] = await request.json()
        return sent
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}


def _has_hung_up(request: web.Request) -> bool:
    """Nobody waits for the answer any more."""
    return request.transport is None or request.transport.is_closing()


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

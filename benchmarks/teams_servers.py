"""`python -m benchmarks.teams_servers bare|ours DATABASE_URL MICROSOFT_URL`: serves Teams until its input ends.

Prints its port. `bare` is Microsoft's own echo bot on its own adapter, and writes to no database; it is given a token
for its answers, which ours fetches. Both tell at `/lag` how long their loop stood still at most, since they were asked.
"""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from adapters.configuration.logs import set_up_logs
from adapters.configuration.settings import Settings, read_settings
from adapters.main import Core, build, open_core
from adapters.runtime.app import App
from adapters.runtime.serving import run, settle_memory
from adapters.web.listen import Listening, listen
from tests.teams.server.names import APP_ID, ISSUER, PASSWORD, TENANT

GIVEN_TOKEN: Final = "given-to-the-stock-bot"  # noqa: S105 - the local server's own
LOOK_EVERY: Final = 0.002


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    end: Callable[[], Awaitable[None]]


class Lag:
    """How late a sleeper wakes is how long the loop stood still."""

    def __init__(self) -> None:
        self._most = 0.0

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/lag", self._tell)

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_EVERY
            await asyncio.sleep(LOOK_EVERY)
            self._most = max(self._most, loop.time() - due)

    async def _tell(self, request: web.Request) -> web.Response:
        most, self._most = self._most, 0.0
        return web.json_response(most * 1_000)


async def serve_bare(microsoft: str) -> Served:
    # Its libraries warn of each other when they are loaded, and nobody else here needs them.
    warnings.simplefilter("ignore")
    from botbuilder.core import ActivityHandler, TurnContext  # noqa: PLC0415
    from botbuilder.integration.aiohttp import (  # noqa: PLC0415
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )
    from botframework.connector.auth import (  # noqa: PLC0415
        AppCredentials,
        PasswordServiceClientCredentialFactory,
    )

    class Credentials(AppCredentials):  # type: ignore[misc]  # ships no types
        def get_access_token(self, force_refresh: bool = False) -> str:
            return GIVEN_TOKEN

    class Given(PasswordServiceClientCredentialFactory):  # type: ignore[misc]  # likewise
        async def create_credentials(self, *about: Any, **more: Any) -> Any:
            return Credentials(APP_ID, TENANT, ISSUER)

    class Echo(ActivityHandler):  # type: ignore[misc]  # likewise
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    class Configuration:
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = ISSUER
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = f"{microsoft}/v1/.well-known/openidconfiguration"
        TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
        TO_CHANNEL_FROM_BOT_LOGIN_URL = microsoft
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = ISSUER
        OAUTH_URL = microsoft
        CALLER_ID = "benchmark"

    adapter = CloudAdapter(
        ConfigurationBotFrameworkAuthentication(
            Configuration(), credentials_factory=Given(APP_ID, PASSWORD, TENANT)
        )
    )
    bot = Echo()
    app = web.Application()
    app.router.add_post("/api/messages", lambda request: adapter.process(request, bot))
    return await _listened(app, _nothing)


async def serve_ours(url: str, microsoft: str) -> Served:
    """All of `serve` but its ticker; Microsoft is a local one."""
    os.environ |= {
        "UPMENTOR_DATABASE_URL": url,
        "UPMENTOR_TEAMS_APP_ID": APP_ID,
        "UPMENTOR_TEAMS_APP_PASSWORD": PASSWORD,
        "UPMENTOR_TEAMS_TENANT_ID": TENANT,
        "UPMENTOR_TEAMS_OPENID_METADATA_URL": f"{microsoft}/v1/.well-known/openidconfiguration",
        "UPMENTOR_TEAMS_LOGIN_URL": microsoft,
        "UPMENTOR_TEAMS_GRAPH_URL": microsoft,
        "UPMENTOR_TEAMS_SERVICE_URLS": f"{microsoft}/teams/",
    }
    settings = read_settings()
    assert isinstance(settings, Settings), settings  # noqa: S101 - else there is nothing to measure
    core = open_core(settings)
    assert isinstance(core, Core), core  # noqa: S101 - likewise
    app = build(core, host="127.0.0.1")
    assert isinstance(app, App), app  # noqa: S101 - likewise

    async def end() -> None:
        for one in app.ends:
            await one()

    settle_memory()
    return await _listened(app.web, end)


async def _listened(app: web.Application, end: Callable[[], Awaitable[None]]) -> Served:
    lag = Lag()
    lag.add_to(app)
    opened = await listen(app, host="127.0.0.1", port=0)
    assert isinstance(opened, Listening), opened  # noqa: S101 - else there is nothing to measure
    watching = asyncio.ensure_future(lag.watch())

    async def close() -> None:
        watching.cancel()
        await opened.close()
        await end()

    return Served(int(opened.address.rpartition(":")[2]), close)


async def _nothing() -> None:
    """The stock bot has nothing to end."""


async def _main(kind: str, url: str, microsoft: str) -> None:
    set_up_logs("error", "text")
    served = await (serve_ours(url, microsoft) if kind == "ours" else serve_bare(microsoft))
    print(served.port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await served.end()


if __name__ == "__main__":
    (run if sys.argv[1] == "ours" else asyncio.run)(_main(*sys.argv[1:]))

"""`python -m benchmarks.slack_servers bare|ours DATABASE_URL`: serves Slack's requests until its input ends.

Prints its port. `bare` is what a Bolt app is at its least and fastest: one listener, one INSERT, one acknowledgement.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Engine

from adapters.configuration.logs import set_up_logs
from adapters.configuration.settings import Settings, read_settings
from adapters.main import Core, build, open_core
from adapters.runtime.app import App
from adapters.runtime.serving import run, settle_memory
from adapters.sql.engine import make_engine
from adapters.web.listen import Listening, listen
from benchmarks.turn_commit import BARE
from bot.ids import new_id
from tests.slack.server.client import SIGNING_SECRET
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import BOT, BOT_TOKEN, BOT_USER, TEAM


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    end: Callable[[], Awaitable[None]]


async def serve_bare(url: str) -> Served:
    engine = make_engine(url)
    BARE.create(engine, checkfirst=True)
    bolt = AsyncApp(signing_secret=SIGNING_SECRET, authorize=_authorise, process_before_response=True)

    @bolt.command("/pause")
    async def pause(ack: Any) -> None:
        await asyncio.to_thread(_insert, engine)
        await ack(text="Kept", response_type="ephemeral")

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", events)
    opened = await listen(app, host="127.0.0.1", port=0)
    assert isinstance(opened, Listening), opened  # noqa: S101 - else there is nothing to measure
    return Served(_port(opened), opened.close)


async def serve_ours(url: str) -> Served:
    """All of `serve` but its ticker; Slack's API is a local one."""
    slack = SlackServer()
    running = slack.running()
    await running.__aenter__()
    os.environ |= {
        "UPMENTOR_DATABASE_URL": url,
        "UPMENTOR_SLACK_API_URL": slack.api_url,
        "UPMENTOR_SLACK_BOT_TOKEN": BOT_TOKEN,
        "UPMENTOR_SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    settings = read_settings()
    assert isinstance(settings, Settings), settings  # noqa: S101 - else there is nothing to measure
    core = open_core(settings)
    assert isinstance(core, Core), core  # noqa: S101 - likewise
    app = build(core, host="127.0.0.1")
    assert isinstance(app, App), app  # noqa: S101 - likewise
    settle_memory()
    opened = await listen(app.web, host="127.0.0.1", port=0)
    assert isinstance(opened, Listening), opened  # noqa: S101 - likewise

    async def end() -> None:
        await opened.close()
        for one in app.ends:
            await one()
        await running.__aexit__(None, None, None)

    return Served(_port(opened), end)


async def _authorise() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id=TEAM, bot_token=BOT_TOKEN, bot_id=BOT, bot_user_id=BOT_USER
    )


def _insert(engine: Engine) -> None:
    with engine.begin() as connection:
        row = {"key": new_id(), "at": datetime.now(UTC), "sealed": bytes(1_024)}
        connection.execute(BARE.insert(), row)


def _port(opened: Listening) -> int:
    return int(opened.address.rpartition(":")[2])


async def _main(kind: str, url: str) -> None:
    set_up_logs("error", "text")
    served = await (serve_ours(url) if kind == "ours" else serve_bare(url))
    print(served.port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await served.end()


if __name__ == "__main__":
    (run if sys.argv[1] == "ours" else asyncio.run)(_main(*sys.argv[1:]))

"""The chat page after the play: the same parts as `serve` runs, on the clock that the page may move."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from adapters.browser.app import BrowserDependencies, add_browser
from adapters.browser.people import list_people
from adapters.demo.clock import pass_time
from adapters.demo.environment import Environment
from adapters.desk.builtin import BuiltInDesk
from adapters.desk.worker import DeskWorker
from adapters.main import App
from adapters.operator.readiness import readiness
from adapters.runtime.scheduler import Ticker
from adapters.runtime.turn_runner import TurnRunner
from adapters.web.health import add_health
from bot.features import COMMANDS

_SECONDS: Final = 15.0


def open_chat_page(environment: Environment, *, host: str) -> App:
    """To be called in the loop that will serve it."""
    web_app = web.Application()
    relay = environment.relay
    desk = DeskWorker(environment.work, BuiltInDesk(), environment.clock, told=relay.wake)

    def wake() -> None:
        relay.wake()
        desk.wake()

    turn_runner = TurnRunner(work=environment.work, clock=environment.clock, threads=1, handled=wake)
    ticker = Ticker(
        work=environment.work,
        clock=environment.clock,
        seconds=_SECONDS,
        tidy=environment.maintenance,
        ticked=relay.wake,
    )
    add_health(web_app, readiness(environment.engine))
    add_browser(
        web_app,
        BrowserDependencies(
            handle=turn_runner,
            people=lambda: asyncio.to_thread(environment.work, list_people),
            history=environment.history,
            clock=environment.clock,
            commands=COMMANDS,
            advance=lambda by: pass_time(environment, by),
        ),
        host=host,
    )
    app = App(web=web_app, turn_runner=turn_runner, relay=relay, desk=desk, ticker=ticker)
    app.closing.callback(turn_runner.close)
    return app

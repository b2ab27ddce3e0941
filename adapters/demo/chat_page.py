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
from bot.screens import COMMANDS

_SECONDS: Final = 15.0


def open_chat_page(stage: Environment, *, host: str) -> App:
    """To be called in the loop that will serve it."""
    app = web.Application()
    drain = stage.drain
    desk = DeskWorker(stage.work, BuiltInDesk(), stage.clock, told=drain.wake)

    def wake() -> None:
        drain.wake()
        desk.wake()

    door = TurnRunner(work=stage.work, clock=stage.clock, threads=1, handled=wake)
    ticker = Ticker(
        work=stage.work, clock=stage.clock, seconds=_SECONDS, tidy=stage.upkeep, ticked=drain.wake
    )
    add_health(app, readiness(stage.engine))
    add_browser(
        app,
        BrowserDependencies(
            handle=door,
            people=lambda: asyncio.to_thread(stage.work, list_people),
            history=stage.history,
            clock=stage.clock,
            commands=COMMANDS,
            advance=lambda by: pass_time(stage, by),
        ),
        host=host,
    )
    house = App(web=app, door=door, drain=drain, desk=desk, ticker=ticker)
    house.closing.callback(door.close)
    return house

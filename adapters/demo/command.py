"""The demo from beginning to end: play, report, chat page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from aiohttp import web
from rich.console import Console

from adapters.configuration.logs import set_up_logs
from adapters.demo.chat_page import open_chat_page
from adapters.demo.console import watching, what_to_try
from adapters.demo.environment import CannotPlay, Environment, make_environment
from adapters.demo.play import Play
from adapters.demo.sample import STARTS
from adapters.runtime.serving import serve as serve_app
from adapters.web.listen import CannotListen, listen
from bot.reports.model import CohortReport

HOST: Final = "127.0.0.1"
"""The chat page lets anybody who can reach it act as anyone."""


def run(
    *, days: int, port: int, serve: bool, seed: int, show_report: Callable[[CohortReport], None]
) -> CannotPlay | None:
    """Plays in the working folder, shows the report and, if asked, serves the chat page until Ctrl-C.

    The same seed gives the same report. What an earlier demo left in the folder is replaced.
    """
    set_up_logs("warning", "text")
    if serve and (refused := asyncio.run(_port_problem(port))):
        return refused
    environment = make_environment(Path(), starts=STARTS)
    if isinstance(environment, CannotPlay):
        return environment
    try:
        return asyncio.run(
            _show(environment, days=days, port=port if serve else None, seed=seed, show=show_report)
        )
    finally:
        environment.close()


async def _show(
    environment: Environment, *, days: int, port: int | None, seed: int, show: Callable[[CohortReport], None]
) -> CannotPlay | None:
    console = Console()
    play = Play(environment, seed=seed)
    with watching(console, days) as watch:
        await play.run(days=days, watch=watch)
    show(play.report())
    return None if port is None else await _serve(environment, play, port, console)


async def _port_problem(port: int) -> CannotPlay | None:
    """Said before the play, not after it."""
    opened = await listen(web.Application(), host=HOST, port=port)
    if isinstance(opened, CannotListen):
        return CannotPlay(opened.message)
    await opened.close()
    return None


async def _serve(environment: Environment, play: Play, port: int, console: Console) -> CannotPlay | None:
    def say(address: str) -> None:
        words = what_to_try(address, waiting=play.still_to_answer, leads=play.leads)
        console.print(f"\n{words}", highlight=False, soft_wrap=True)

    with closing(open_chat_page(environment, host=HOST)) as app:
        failed = await serve_app(app, host=HOST, port=port, listening=say)
    if failed:
        return CannotPlay(failed.message)
    console.print("Stopped.")
    return None

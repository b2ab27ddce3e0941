"""Runs the demo: the simulation, its report, then the chat page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from aiohttp import web
from rich.console import Console

from adapters.configuration.logs import set_up_logs
from adapters.demo.console import show_progress, what_to_try
from adapters.demo.environment import HOST, CannotRunDemo, Environment, make_environment
from adapters.demo.sample import STARTS
from adapters.demo.simulation import Simulation
from adapters.runtime.serving import serve as serve_app
from adapters.web.listen import CannotListen, listen
from bot.reports.model import CohortReport


def run(
    *, days: int, port: int, serve: bool, seed: int, show_report: Callable[[CohortReport], None]
) -> CannotRunDemo | None:
    """Simulates in the working folder, shows the report and, if asked, serves the chat page until Ctrl-C.

    The same seed gives the same programme; shares in its report have fresh noise each time.
    Replaces an earlier demo in the folder.
    """
    set_up_logs("warning", "text")
    return asyncio.run(_run(days=days, port=port if serve else None, seed=seed, show=show_report))


async def _run(
    *, days: int, port: int | None, seed: int, show: Callable[[CohortReport], None]
) -> CannotRunDemo | None:
    if port is not None and (refused := await _port_problem(port)):
        return refused
    environment = make_environment(Path(), starts=STARTS)
    if isinstance(environment, CannotRunDemo):
        return environment
    with closing(environment):
        console, simulation = Console(), Simulation(environment, seed=seed)
        with show_progress(console, days) as watch:
            await simulation.run(days=days, watch=watch)
        show(simulation.report())
        return None if port is None else await _serve(environment, simulation, port, console)


async def _port_problem(port: int) -> CannotRunDemo | None:
    """Tries the port before the simulation rather than after it."""
    opened = await listen(web.Application(), host=HOST, port=port)
    if isinstance(opened, CannotListen):
        return CannotRunDemo(opened.message)
    await opened.close()
    return None


async def _serve(
    environment: Environment, simulation: Simulation, port: int, console: Console
) -> CannotRunDemo | None:
    def listening(address: str) -> None:
        text = what_to_try(address, waiting=simulation.still_to_answer, leads=simulation.leads)
        console.print(f"\n{text}", highlight=False, soft_wrap=True)

    failed = await serve_app(environment.app, host=HOST, port=port, listening=listening)
    if failed:
        return CannotRunDemo(failed.message)
    console.print("Stopped.")
    return None

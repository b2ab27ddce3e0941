"""Runs the app: starts every part, waits for a signal, and shuts down within seconds."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

from adapters.runtime.app import App
from adapters.web.listen import CannotListen, listen
from bot.charter.templates import TEMPLATES
from bot.triage.suggest import suggest_kind, suggest_lane

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, on uvloop if it is installed: that saves a third of a message's processor time."""
    try:
        import uvloop  # noqa: PLC0415 - uvloop does not support Windows
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)


async def serve(app: App, *, host: str, port: int, listening: Callable[[str], None]) -> CannotListen | None:
    """Runs until SIGTERM or SIGINT; a second signal ends the process at once. Calls `listening` with the address."""
    opened = await listen(app.web, host=host, port=port)
    if isinstance(opened, CannotListen):
        return opened
    stop = asyncio.Event()
    _stop_on_signals(stop)
    running = [asyncio.create_task(app.relay.run(stop)), asyncio.create_task(app.desk.run(stop))]
    settle_memory()
    app.ticker.start()
    listening(opened.address)
    running.append(asyncio.create_task(asyncio.to_thread(warm_up_triage)))
    await stop.wait()
    structlog.get_logger().info("stopping")
    await opened.close()
    await app.ticker.stop()
    await asyncio.gather(*running)
    for end in app.ends:
        await end()
    return None


def warm_up_triage() -> None:
    """Fills the triage caches; otherwise the first request or flag would wait, and every turn behind it."""
    for terms in TEMPLATES.values():
        suggest_kind("", terms)
        suggest_lane("", terms)
    structlog.get_logger().info("triage warmed up")


def settle_memory() -> None:
    """Excludes the objects of start-up from garbage collection, since they live as long as the process.

    A full collection would stop the loop for 80 ms with Teams' libraries loaded.
    """
    gc.collect()
    gc.freeze()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def stop_once() -> None:
        stop.set()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop_once)

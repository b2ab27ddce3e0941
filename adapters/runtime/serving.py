"""The life of `serve`: everything starts, runs until a signal, and ends within seconds with nothing half-done."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import structlog

from adapters.main import App
from adapters.web.listen import CannotListen, listen
from bot.charter.templates import TEMPLATES
from bot.triage.suggest import suggest_kind, suggest_lane

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, on uvloop where there is one: a message takes a third less of the processor's time."""
    try:
        import uvloop  # noqa: PLC0415 - there is none for Windows
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


async def serve(app: App, *, host: str, port: int, listening: Callable[[str], None]) -> CannotListen | None:
    """Runs until SIGTERM or SIGINT; a second signal ends the process at once. `listening` gets the address."""
    opened = await listen(app.web, host=host, port=port)
    if isinstance(opened, CannotListen):
        return opened
    stop = asyncio.Event()
    _stop_on_signals(stop)
    sending = asyncio.create_task(app.relay.run(stop))
    at_desk = asyncio.create_task(app.desk.run(stop))
    settle_memory()
    app.ticker.start()
    listening(opened.address)
    reading = asyncio.create_task(asyncio.to_thread(warm_up_triage))
    await stop.wait()
    structlog.get_logger().info("stopping")
    await opened.close()
    await app.ticker.stop()
    await asyncio.gather(sending, at_desk, reading)
    for end in app.ends:
        await end()
    return None


def warm_up_triage() -> None:
    """Takes the words of our charters in. Whoever asks or flags first would else wait for it, and all behind them."""
    for terms in TEMPLATES.values():
        suggest_kind("", terms)
        suggest_lane("", terms)
    structlog.get_logger().info("charters read")


def settle_memory() -> None:
    """Takes what start-up made, which lives as long as the process, out of later collections.

    They go through all that they know at once, with the loop standing still: 80 ms for what Teams' libraries load.
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

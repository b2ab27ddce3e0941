"""The parts that `serve` runs, wired together by `adapters.main`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from aiohttp import web

from adapters.desk.worker import DeskWorker
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.runtime.scheduler import Ticker
from adapters.runtime.turn_runner import TurnRunner


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A wired application.

    `ends` close the clients of platforms and desk. They are awaited after the last send. `close` releases everything
    else but the core.
    """

    web: web.Application
    turn_runner: TurnRunner
    relay: OutboxRelay
    desk: DeskWorker
    ticker: Ticker
    maintenance: Maintenance
    ends: Sequence[Callable[[], Awaitable[None]]] = ()
    closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self.closing.close()

"""A finished simulation with a record of all acts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.browser.history import Entry
from adapters.demo.environment import Environment, make_environment
from adapters.demo.sample import STARTS
from adapters.demo.simulation import Progress, Simulation
from bot.conversation import handle
from bot.ports import Work
from bot.reports.export import report_json
from bot.turn import Event, Reply


@dataclass(slots=True)
class Acts:
    """All events with their replies and times."""

    seen: list[tuple[Event, Reply, datetime]] = field(default_factory=list)

    def handle(self, event: Event, work: Work, now: datetime) -> Reply:
        reply = handle(event, work, now)
        self.seen.append((event, reply, now))
        return reply


@dataclass(frozen=True, slots=True)
class Played:
    """A finished simulation in an open environment."""

    environment: Environment
    play: Simulation
    acts: Acts
    progress: list[Progress]

    def report(self) -> dict[str, Any]:
        return report_json(self.play.report())

    def conversation(self, email: str) -> list[Entry]:
        return self.environment.history.conversation(f"browser::{email}", last=1_000)


@contextmanager
def played(folder: Path, *, days: int, seed: int = 1) -> Iterator[Played]:
    environment = make_environment(folder, starts=STARTS)
    assert isinstance(environment, Environment)
    try:
        acts, progress = Acts(), list[Progress]()
        play = Simulation(environment, seed=seed, handle=acts.handle)
        asyncio.run(play.run(days=days, watch=progress.append))
        yield Played(environment, play, acts, progress)
    finally:
        environment.close()

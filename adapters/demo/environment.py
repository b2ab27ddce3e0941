"""The demo's environment: a new database, a chat history, a simulated clock, and the app that `main` builds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.browser.history import History
from adapters.browser.messenger import BrowserMessenger
from adapters.configuration.settings import Settings
from adapters.demo.clock import pass_time
from adapters.demo.sample import COHORT
from adapters.main import CannotStart, Core, Overrides, build, make_core
from adapters.runtime.app import App
from adapters.runtime.clock import SimulatedClock
from adapters.runtime.process_locks import SingleInstanceLock
from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from bot.outbox import Delivered, Delivery, Outcome
from bot.people.roles import Platform
from bot.ports import Messenger
from bot.privacy.seal import KeyRing, new_key_text

HOST: Final = "127.0.0.1"
"""The chat page lets anybody who can reach it act as anyone."""
DATABASE: Final = "demo.db"
HISTORY: Final = "demo-chat.db"
_SUFFIXES: Final = ("", "-wal", "-shm", "-journal")
_COUNT_TABLES = "SELECT count(*) FROM sqlite_schema"
_COHORTS = "SELECT name FROM cohort"


@dataclass(frozen=True, slots=True)
class CannotRunDemo:
    """The reason, and how to fix it."""

    message: str


class ObservedMessenger:
    """Delivers, then calls `on_delivered` with the delivery and the id of its entry in the chat history."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.on_delivered: Callable[[Delivery, int], None] | None = None

    async def send(self, delivery: Delivery) -> Outcome:
        outcome = await self._messenger.send(delivery)
        if self.on_delivered and isinstance(outcome, Delivered):
            self.on_delivered(delivery, int(outcome.receipt))
        return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Keeps its keys in memory only: after the demo nobody can open what its database keeps sealed."""

    core: Core
    app: App
    clock: SimulatedClock
    history: History
    messenger: ObservedMessenger

    def close(self) -> None:
        self.app.close()
        self.core.close()
        self.history.close()


def make_environment(folder: Path, *, starts: datetime) -> Environment | CannotRunDemo:
    """Makes an environment in the folder and replaces an earlier demo's."""
    database, chat = folder / DATABASE, folder / HISTORY
    try:
        lock = SingleInstanceLock(database)
    except BlockingIOError:
        return CannotRunDemo(
            f"Another demo is running on {DATABASE} here. Stop it first, or use another folder."
        )
    except OSError as wrong:
        return CannotRunDemo(
            f"{DATABASE} cannot be made in this folder: {wrong.strerror}. Use another folder."
        )
    with closing(lock):
        if refused := _cleared(database, chat):
            return refused
        migrate(_url(database))
    return _build(database, chat, SimulatedClock(starts))


def _build(database: Path, chat: Path, clock: SimulatedClock) -> Environment | CannotRunDemo:
    # Not read from the environment: the demo must not send to the Slack or Teams of somebody's settings.
    settings = Settings.model_construct(database_url=_url(database), browser=True)
    core = make_core(settings, make_engine(settings.database_url), KeyRing.parse(new_key_text()), clock)
    history = History(chat)
    messenger = ObservedMessenger(BrowserMessenger(history, clock))
    overrides = Overrides(
        history=history,
        messengers={Platform.BROWSER: messenger},
        advance=lambda by: pass_time(environment, by),
    )
    app = build(core, host=HOST, overrides=overrides)
    if isinstance(app, CannotStart):
        core.close()
        history.close()
        return CannotRunDemo(app.message)
    environment = Environment(core=core, app=app, clock=clock, history=history, messenger=messenger)
    return environment


def _url(database: Path) -> str:
    return f"sqlite:///{database}"


def _cleared(database: Path, chat: Path) -> CannotRunDemo | None:
    """Deletes an earlier demo's files, and no file that might be something else."""
    try:
        is_demo = not database.exists() or _is_demo(database)
    except sqlite3.Error:
        is_demo = False
    if not is_demo:
        return CannotRunDemo(
            f"{database.name} in this folder is not from an earlier demo, so it stays. "
            "Move it away, or use another folder."
        )
    for path in (database, chat):
        for suffix in _SUFFIXES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    return None


def _is_demo(database: Path) -> bool:
    """True if it is empty or has no cohort but the sample's: a demo can stop at any point."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        if opened.execute(_COUNT_TABLES).fetchone()[0] == 0:
            return True
        return {name for (name,) in opened.execute(_COHORTS)} <= {COHORT}

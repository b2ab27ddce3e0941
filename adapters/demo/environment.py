"""Where the sample programme is played: a fresh database, a chat history and a clock that is ours to move."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from adapters.browser.history import History
from adapters.browser.messenger import BrowserMessenger
from adapters.demo.sample import COHORT
from adapters.runtime.clock import SimulatedClock
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.runtime.process_locks import SingleInstanceLock
from adapters.sql.engine import make_engine
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.schema import migrate
from adapters.sql.unit_of_work import Transactions
from bot.outbox import Delivered, Delivery, Outcome
from bot.people.roles import Platform
from bot.ports import Messenger
from bot.privacy.seal import KeyRing, new_key_text

DATABASE: Final = "demo.db"
HISTORY: Final = "demo-chat.db"
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
_TABLES = "SELECT count(*) FROM sqlite_schema"
_COHORTS = "SELECT name FROM cohort"


@dataclass(frozen=True, slots=True)
class CannotPlay:
    """Why there can be no demo here, and the mend."""

    message: str


class Postman:
    """Delivers, then tells `arrived` what came, and as which entry of the conversation."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger
        self.arrived: Callable[[Delivery, int], None] | None = None

    async def send(self, delivery: Delivery) -> Outcome:
        outcome = await self._messenger.send(delivery)
        if self.arrived and isinstance(outcome, Delivered):
            self.arrived(delivery, int(outcome.receipt))
        return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Its keys are in memory only: once the demo ends, nobody opens what its database keeps sealed."""

    engine: Engine
    work: Transactions
    clock: SimulatedClock
    history: History
    postman: Postman
    relay: OutboxRelay
    maintenance: Maintenance
    alone: SingleInstanceLock

    def close(self) -> None:
        self.engine.dispose()
        self.history.close()
        self.alone.close()


def make_environment(folder: Path, *, starts: datetime) -> Environment | CannotPlay:
    """A stage in the folder, in place of what an earlier demo left there."""
    database, chat = folder / DATABASE, folder / HISTORY
    try:
        alone = SingleInstanceLock(database)
    except BlockingIOError:
        return CannotPlay(
            f"Another demo is running on {DATABASE} here. Stop it first, or use another folder."
        )
    except OSError as wrong:
        return CannotPlay(f"{DATABASE} cannot be made in this folder: {wrong.strerror}. Use another folder.")
    if refused := _cleared(database, chat):
        alone.close()
        return refused
    return _set(database, chat, alone, SimulatedClock(starts))


def _set(database: Path, chat: Path, alone: SingleInstanceLock, clock: SimulatedClock) -> Environment:
    url = f"sqlite:///{database}"
    migrate(url)
    ring = KeyRing.parse(new_key_text())
    engine = make_engine(url)
    history = History(chat)
    postman = Postman(BrowserMessenger(history, clock))
    return Environment(
        engine=engine,
        work=Transactions(engine, ring, clock),
        clock=clock,
        history=history,
        postman=postman,
        relay=OutboxRelay(SqlOutboxQueue(engine, ring), {Platform.BROWSER: postman}, clock, "demo"),
        maintenance=Maintenance(engine),
        alone=alone,
    )


def _cleared(database: Path, chat: Path) -> CannotPlay | None:
    """Removes an earlier demo's files, and nothing that is not certain to be one's."""
    try:
        is_ours = not database.exists() or _is_demo(database)
    except sqlite3.Error:
        is_ours = False
    if not is_ours:
        return CannotPlay(
            f"{database.name} in this folder is no earlier demo's, so it stays. Move it away, or use another folder."
        )
    for path in (database, chat):
        for beside in _BESIDE:
            path.with_name(path.name + beside).unlink(missing_ok=True)
    return None


def _is_demo(database: Path) -> bool:
    """Whether it is empty, or holds no cohort but the sample's: a demo may have been stopped at any point."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        if opened.execute(_TABLES).fetchone()[0] == 0:
            return True
        return {name for (name,) in opened.execute(_COHORTS)} <= {COHORT}

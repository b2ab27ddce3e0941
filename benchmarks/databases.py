"""A database of each kind, fresh and with the real schema, with settings that keep what was committed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.sql.statements import POSTGRES, SQLITE
from tests.parts.postgres import NAMED_BY, empty_database, is_there, running_postgres

DURABLE: Final = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
"""As PostgreSQL comes, said aloud."""
_ASKED = ("fsync", "synchronous_commit")
_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")


@dataclass(frozen=True, slots=True)
class Database:
    engine: Engine
    settings: str
    """What it promises to keep, as it says itself."""

    @property
    def kind(self) -> str:
        return self.engine.dialect.name


@contextmanager
def database(kind: str) -> Iterator[Database]:
    with ExitStack() as closing:
        url = closing.enter_context(_sqlite() if kind == SQLITE else _postgres())
        migrate(url)
        engine = make_engine(url)
        closing.callback(engine.dispose)
        yield Database(engine, _settings(engine))


def kinds_here() -> tuple[str, ...]:
    """PostgreSQL is left out where there is none."""
    return (SQLITE, POSTGRES) if is_there() else (SQLITE,)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="upmentor-benchmark-") as folder:
        yield f"sqlite:///{Path(folder) / 'upmentor.db'}"


@contextmanager
def _postgres() -> Iterator[str]:
    """On the server that is named, else on one that is started for it."""
    with ExitStack() as server:
        settings = [part for setting in DURABLE for part in ("-c", setting)]
        named = os.environ.get(NAMED_BY) or server.enter_context(running_postgres(*settings))
        yield server.enter_context(empty_database(named))


def _settings(engine: Engine) -> str:
    with engine.connect() as connection:
        if engine.dialect.name == POSTGRES:
            said = {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in _ASKED}
        else:
            level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
            said = {"synchronous": _SYNCHRONOUS[level]}
    return ", ".join(f"{name} {value}" for name, value in said.items())


def analyse(engine: Engine) -> None:
    """What PostgreSQL does by itself a minute after many rows came; SQLite is left as it runs."""
    if engine.dialect.name == POSTGRES:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")

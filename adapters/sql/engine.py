"""Makes engines: for SQLite in one file, or for PostgreSQL.

SQLite
    One connection, so one writer at a time: other threads wait in the pool's queue rather than poll the file. Every
    transaction begins IMMEDIATE; otherwise a read that turns into a write would fail without waiting.
    `synchronous=FULL`, since a power cut may not lose a message that was promised; it costs a bare commit 0.2 ms here
    (4,600 a second instead of 32,000 with NORMAL). `secure_delete` overwrites deleted rows, drafts above all.

PostgreSQL
    READ COMMITTED and row locks. A turn locks its person, then reads with a fresh snapshot, so it sees all writes of
    the turn before it; REPEATABLE READ would fail and retry where this only waits. Waiting for a lock ends with an
    error after the same time as with SQLite, so one stuck transaction does not block every worker.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any, Final

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

PATIENCE: Final = timedelta(seconds=5)
"""How long to wait for a lock or for a free connection."""
POSTGRES_CONNECTIONS: Final = 10
_CONNECT_SECONDS = 5
_IDLE_IN_TRANSACTION = timedelta(seconds=60)
"""After this time PostgreSQL ends the transaction of a process that froze, and with it its locks."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-16000",  # 16 MB; planning 100,000 people touches about as much
    "journal_size_limit=16777216",  # shrinks a write-ahead log that grew
)


def make_engine(
    url: str, *, patience: timedelta = PATIENCE, connections: int = POSTGRES_CONNECTIONS
) -> Engine:
    """Makes an engine for `sqlite:///FILE` or `postgresql://…` and opens no connection yet.

    PostgreSQL runs as many transactions at once as `connections`. Raises ValueError for any other database.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed, patience)
        case "postgresql":
            return _postgres(parsed, patience, connections)
        case other:
            raise ValueError(f"{other} is not a database for Upmentor; use sqlite:///FILE or postgresql://…")


class _LocaleProofCompiler(SQLiteCompiler):
    """Writes `insert` in small letters.

    sqlite3 counts the rows of an INSERT only if C's `tolower` turns it into "insert", and in a Turkish locale it does
    not: every `rowcount` of an insert would be -1.
    """

    def visit_insert(self, *given: Any, **named: Any) -> str:
        written: str = super().visit_insert(*given, **named)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        return written.replace("INSERT", "insert", 1)


def _sqlite(url: URL, patience: timedelta) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # errors are logged, and people's answers must not be
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=patience.total_seconds(),
        connect_args={"timeout": patience.total_seconds(), "isolation_level": None},
    )
    engine.dialect.statement_compiler = _LocaleProofCompiler
    event.listen(engine, "do_connect", _make_private_file)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _make_private_file(
    _dialect: Dialect, _entry: ConnectionPoolEntry, arguments: list[Any], _options: object
) -> None:
    """Makes the file readable by its owner only. SQLite gives its journal files the same mode."""
    path = Path(arguments[0])
    if path.parent.is_dir() and not path.exists():
        path.touch(mode=0o600)


def _prepare(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    """Begins the transaction. The driver's own BEGIN, which `isolation_level` None turns off, is late and deferred."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgres(url: URL, patience: timedelta, connections: int) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        # SQLAlchemy closes an INSERT's cursor at once, and psycopg then forgets the row count.
        execution_options={"preserve_rowcount": True},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience.total_seconds(),
        pool_recycle=1_800,
        pool_use_lifo=True,
        connect_args={
            "application_name": "upmentor",
            "connect_timeout": _CONNECT_SECONDS,
            "options": _options(url, patience),
        },
    )


def _options(url: URL, patience: timedelta) -> str:
    ours = {
        "timezone": "UTC",
        "lock_timeout": f"{_milliseconds(patience)}ms",
        "idle_in_transaction_session_timeout": f"{_milliseconds(_IDLE_IN_TRANSACTION)}ms",
    }
    theirs = url.query.get("options", "")
    written = theirs if isinstance(theirs, str) else " ".join(theirs)
    return " ".join([*(f"-c {name}={value}" for name, value in ours.items()), written]).strip()


def _milliseconds(span: timedelta) -> int:
    return round(span.total_seconds() * 1_000)

"""Database errors, one class for each way to fix them. Each docstring is the error's message."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeGuard

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

if TYPE_CHECKING:
    import psycopg


class DatabaseError(Exception):
    """The database cannot be used."""

    tries: ClassVar[int] = 1
    """How many times a transaction that raises this is run in all."""
    pause: ClassVar[float] = 0.0
    """Seconds before the second run. The pause doubles before each further run."""

    def __init__(self) -> None:
        super().__init__(cleandoc(self.__doc__ or ""))


class DatabaseFull(DatabaseError):
    """The database has no room left; nothing of this was kept.

    How to fix: free space on the disk that holds the database, or raise its limit. No restart is needed.
    """


class DatabaseLocked(DatabaseError):
    """Another program held the database, or a row in it, for too long; nothing of this was kept.

    How to fix: with SQLite, let one `upmentor serve` use the file, and end programs (a backup, a database browser) that
    keep it open for writing. With PostgreSQL, look in pg_stat_activity for a transaction that does not end.
    """

    tries = 2
    pause = 0.05


class Clashed(DatabaseLocked):
    """Transactions clashed again and again; nothing of this was kept.

    How to fix: do nothing if it happens rarely. If it happens often, something holds rows for long: look in
    pg_stat_activity for a transaction that does not end.
    """

    tries = 8
    pause = 0.01


class DatabaseGone(DatabaseError):
    """The database is out of reach; nothing of this was kept.

    How to fix: check UPMENTOR_DATABASE_URL, that the server runs and this user can log in, and that the file and its
    folder exist and may be written. Upmentor carries on by itself as soon as the database is back.
    """

    tries = 3
    pause = 0.2


class OutcomeUnknown(DatabaseGone):
    """The connection broke during a commit, so it is not known whether the change was kept.

    How to fix: look whether it was kept before you repeat it.
    """

    tries = 1


ErrorClass: TypeAlias = type[DatabaseError]

_SQLITE: dict[int, ErrorClass] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CANTOPEN: DatabaseGone,
    sqlite3.SQLITE_IOERR: DatabaseGone,
    sqlite3.SQLITE_READONLY: DatabaseGone,
    sqlite3.SQLITE_NOTADB: DatabaseGone,
}

# Codes, then classes of codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: dict[str, ErrorClass] = {
    "40001": Clashed,  # serialization_failure
    "40P01": Clashed,  # deadlock_detected
    "55P03": DatabaseLocked,  # lock_not_available: lock_timeout ran out
    "57014": DatabaseLocked,  # query_canceled: statement_timeout ran out
    "53100": DatabaseFull,  # disk_full
    "25006": DatabaseGone,  # read_only_sql_transaction: a replica that was not promoted
    "08": DatabaseGone,  # connection exceptions
    "28": DatabaseGone,  # authentication failed
    "3D": DatabaseGone,  # no such database
    "53": DatabaseGone,  # out of memory or connections
    "57": DatabaseGone,  # shut down or starting up
    "58": DatabaseGone,  # system errors outside PostgreSQL
}


DriverError: TypeAlias = "SQLAlchemyError | psycopg.Error | sqlite3.Error"


def driver_errors() -> tuple[type[SQLAlchemyError] | type[psycopg.Error] | type[sqlite3.Error], ...]:
    """The exceptions that a statement may raise, including the drivers' own for direct statements.

    Leaves out psycopg if it is not imported: `serve` on SQLite starts a tenth faster without it.
    """
    loaded = sys.modules.get("psycopg")
    return (SQLAlchemyError, sqlite3.Error, *((loaded.Error,) if loaded else ()))


def translated(error: DriverError) -> DatabaseError | None:
    """The DatabaseError for a driver's error; None if the error is a defect in our code."""
    kind = _kind(error)
    return kind() if kind else None


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raises a `DatabaseError` in place of a driver's error."""
    try:
        yield
    except driver_errors() as error:
        if (known := translated(error)) is None:
            raise
        raise known from error


def _kind(error: BaseException | None) -> ErrorClass | None:
    if isinstance(error, NoFreeConnection):
        return DatabaseLocked
    if isinstance(error, DBAPIError):
        return _kind(error.orig)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)  # errors of Python's sqlite3 module itself have none
        return _SQLITE.get(code & 0xFF)  # the extended code's lowest byte is the plain one
    if _is_postgres(error):
        return _postgres_kind(error)
    return None


def _is_postgres(error: BaseException | None) -> TypeGuard[psycopg.Error]:
    loaded = sys.modules.get("psycopg")
    return loaded is not None and isinstance(error, loaded.Error)


def _postgres_kind(error: psycopg.Error) -> ErrorClass | None:
    code = error.sqlstate
    if code is None:  # the connection broke, or there was none
        return DatabaseGone if isinstance(error, sys.modules["psycopg"].OperationalError) else None
    return _POSTGRES.get(code) or _POSTGRES.get(code[:2])

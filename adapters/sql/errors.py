"""What can be wrong with a database, told apart by what mends it. Each docstring is the message."""

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
    """How often a transaction that met this is run, all in all."""
    pause: ClassVar[float] = 0.0
    """Seconds before the second run; twice as long before each one after."""

    def __init__(self) -> None:
        super().__init__(cleandoc(self.__doc__ or ""))


class DatabaseFull(DatabaseError):
    """The database has no room left; nothing of this was kept.

    Mend: free space on the disk that holds the database, or raise its limit. No restart is needed.
    """


class DatabaseLocked(DatabaseError):
    """Somebody else held the database, or what is needed in it, for too long; nothing of this was kept.

    Mend: with SQLite, let one `upmentor serve` use the file, and end programs (a backup, a database browser) that
    keep it open for writing. With PostgreSQL, look in pg_stat_activity for a transaction that does not end.
    """

    tries = 2
    pause = 0.05


class Clashed(DatabaseLocked):
    """Transactions stood in each other's way again and again; nothing of this was kept.

    Mend: none is needed if it happens rarely. Often means that something holds rows for long: look in
    pg_stat_activity for a transaction that does not end.
    """

    tries = 8
    pause = 0.01


class DatabaseGone(DatabaseError):
    """The database is out of reach; nothing of this was kept.

    Mend: check UPMENTOR_DATABASE_URL, that the server runs and lets this user in, and that the file and its folder
    exist and may be written. Upmentor carries on by itself as soon as the database is back.
    """

    tries = 3
    pause = 0.2


class OutcomeUnknown(DatabaseGone):
    """The database went away while it was told to keep something: whether it did is not known.

    Mend: look whether it is there before doing it again.
    """

    tries = 1


ErrorKind: TypeAlias = type[DatabaseError]

_SQLITE: dict[int, ErrorKind] = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_CANTOPEN: DatabaseGone,
    sqlite3.SQLITE_IOERR: DatabaseGone,
    sqlite3.SQLITE_READONLY: DatabaseGone,
    sqlite3.SQLITE_NOTADB: DatabaseGone,
}

# Codes, then classes of codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES: dict[str, ErrorKind] = {
    "40001": Clashed,  # serialization_failure
    "40P01": Clashed,  # deadlock_detected
    "55P03": DatabaseLocked,  # lock_not_available: lock_timeout ran out
    "57014": DatabaseLocked,  # query_canceled: statement_timeout ran out
    "53100": DatabaseFull,  # disk_full
    "25006": DatabaseGone,  # read_only_sql_transaction: a replica that was not promoted
    "08": DatabaseGone,  # connection exceptions
    "28": DatabaseGone,  # not let in
    "3D": DatabaseGone,  # no such database
    "53": DatabaseGone,  # out of memory or connections
    "57": DatabaseGone,  # shut down or starting up
    "58": DatabaseGone,  # system errors outside PostgreSQL
}


DriverError: TypeAlias = "SQLAlchemyError | psycopg.Error | sqlite3.Error"


def driver_errors() -> tuple[type[SQLAlchemyError] | type[psycopg.Error] | type[sqlite3.Error], ...]:
    """What a statement may raise; the drivers' own where it goes past SQLAlchemy.

    A psycopg that was not loaded raises nothing, and a `serve` on SQLite starts a tenth sooner without it.
    """
    loaded = sys.modules.get("psycopg")
    return (SQLAlchemyError, sqlite3.Error, *((loaded.Error,) if loaded else ()))


def trouble(error: DriverError) -> DatabaseError | None:
    """What the error means for an operator; None if it is a defect of ours."""
    kind = _kind(error)
    return kind() if kind else None


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turns what a driver says within into a `DatabaseError`."""
    try:
        yield
    except driver_errors() as error:
        if (meant := trouble(error)) is None:
            raise
        raise meant from error


def _kind(error: BaseException | None) -> ErrorKind | None:
    if isinstance(error, NoFreeConnection):
        return DatabaseLocked
    if isinstance(error, DBAPIError):
        return _kind(error.orig)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)  # only what SQLite itself raised has one
        return _SQLITE.get(code & 0xFF)  # the extended code's lowest byte is the plain one
    if _is_postgres(error):
        return _postgres_kind(error)
    return None


def _is_postgres(error: BaseException | None) -> TypeGuard[psycopg.Error]:
    loaded = sys.modules.get("psycopg")
    return loaded is not None and isinstance(error, loaded.Error)


def _postgres_kind(error: psycopg.Error) -> ErrorKind | None:
    code = error.sqlstate
    if code is None:  # the connection broke, or there was none
        return DatabaseGone if isinstance(error, sys.modules["psycopg"].OperationalError) else None
    return _POSTGRES.get(code) or _POSTGRES.get(code[:2])

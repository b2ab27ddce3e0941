"""The few statements of every turn, past SQLAlchemy on PostgreSQL.

SQLAlchemy builds a description of each result's columns before it hands out a row. For rows as wide as a person or an
open check-in that takes longer than PostgreSQL takes to find them: a turn of three statements took 1.6 ms of which
0.7 ms were this. So here the statement is compiled by SQLAlchemy once, and then given to psycopg, on the connection and
in the transaction that SQLAlchemy holds. On SQLite everything goes the usual way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection

from adapters.sql.errors import driver_errors
from adapters.sql.statements import POSTGRES, SQLITE, Both

if TYPE_CHECKING:
    import psycopg


class DirectStatement:
    """A statement of every turn. Its parameters are given as the driver takes them: check moments with `aware`."""

    def __init__(self, both: Both) -> None:
        self._both = both
        self._compiled: tuple[str, Mapping[str, object]] | None = None
        """The text, and the parameters that never change; the same whoever compiles it first."""

    def rows(self, connection: Connection, given: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        if connection.dialect.name == POSTGRES:
            return self._directly(connection, given).fetchall()
        return connection.execute(self._both[SQLITE], given).all()

    def run(self, connection: Connection, given: Mapping[str, object]) -> None:
        if connection.dialect.name == POSTGRES:
            self._directly(connection, given)
        else:
            connection.execute(self._both[SQLITE], given)

    def _directly(
        self, connection: Connection, given: Mapping[str, object]
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        text, fixed = self._compiled or self._compile(connection)
        driver: psycopg.Connection[tuple[Any, ...]] = cast(Any, connection.connection.driver_connection)
        try:
            return driver.execute(text, {**fixed, **given})
        except driver_errors() as error:
            if driver.closed:  # or the pool would hand it to the next
                connection.invalidate(error)
            raise

    def _compile(self, connection: Connection) -> tuple[str, Mapping[str, object]]:
        compiled = self._both[POSTGRES].compile(dialect=connection.dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._compiled = str(compiled), fixed
        return self._compiled

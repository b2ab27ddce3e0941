"""Statements that bypass SQLAlchemy's execution on PostgreSQL, for the few that every turn runs.

SQLAlchemy describes a result's columns before it returns a row. For rows as wide as a person or an open check-in that
takes longer than PostgreSQL's search: 0.7 of the 1.6 ms of a turn with three statements. So SQLAlchemy compiles the
statement once, and psycopg runs it on the connection and in the transaction that SQLAlchemy holds. SQLite uses
SQLAlchemy as usual.
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
    """A statement whose parameters go to the driver unchanged: check datetimes with `aware`."""

    def __init__(self, both: Both) -> None:
        self._both = both
        self._compiled: tuple[str, Mapping[str, object]] | None = None
        """The text and its constant parameters; threads may compile it twice, to the same result."""

    def rows(self, connection: Connection, given: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        if connection.dialect.name == POSTGRES:
            return self._directly(connection, given).fetchall()
        return connection.execute(self._both[SQLITE], given).all()

    def run(self, connection: Connection, given: Mapping[str, object]) -> None:
        if connection.dialect.name == POSTGRES:
            self._directly(connection, given)
        else:
            connection.execute(self._both[SQLITE], given)

    def changed(self, connection: Connection, given: Mapping[str, object]) -> int:
        """Runs it and says how many rows it wrote."""
        if connection.dialect.name == POSTGRES:
            return self._directly(connection, given).rowcount
        return connection.execute(self._both[SQLITE], given).rowcount

    def _directly(
        self, connection: Connection, given: Mapping[str, object]
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        text, fixed = self._compiled or self._compile(connection)
        driver: psycopg.Connection[tuple[Any, ...]] = cast(Any, connection.connection.driver_connection)
        try:
            return driver.execute(text, {**fixed, **given})
        except driver_errors() as error:
            if driver.closed:  # otherwise the pool would reuse it
                connection.invalidate(error)
            raise

    def _compile(self, connection: Connection) -> tuple[str, Mapping[str, object]]:
        compiled = self._both[POSTGRES].compile(dialect=connection.dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._compiled = str(compiled), fixed
        return self._compiled

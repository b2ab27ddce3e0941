"""Statements in the dialects of both databases.

SQLAlchemy has two classes for the same upsert; other differences are handled where they arise. A statement is a value:
built once when its module is imported, and compiled once for each engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from sqlalchemy import Column, Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase

Upsert: TypeAlias = postgresql.Insert | sqlite.Insert
Insert: TypeAlias = Callable[[Table], Upsert]
Statement: TypeAlias = Select[*tuple[Any, ...]] | UpdateBase
Both: TypeAlias = Mapping[str, Statement]
"""A statement for each database, by the name of its dialect."""

POSTGRES: Final = "postgresql"
SQLITE: Final = "sqlite"


def on_both(build: Callable[[Insert], Statement]) -> Both:
    return {POSTGRES: build(postgresql.insert), SQLITE: build(sqlite.insert)}


def same_on_both(statement: Statement) -> Both:
    return {POSTGRES: statement, SQLITE: statement}


def is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == POSTGRES


def add_once(table: Table) -> Both:
    """Inserts a row, unless there is one with the same key."""
    return on_both(lambda insert: insert(table).on_conflict_do_nothing())


def put(table: Table) -> Both:
    """Inserts a row, or replaces the one with the same primary key."""
    return on_both(lambda insert: _replacing(insert(table), table))


def _replacing(statement: Upsert, table: Table) -> Statement:
    keys: list[Column[object]] = list(table.primary_key.columns)
    rest = {column.name: statement.excluded[column.name] for column in table.c if column not in set(keys)}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def locked(statement: Select[*tuple[Any, ...]], is_wanted: bool, /) -> Select[*tuple[Any, ...]]:
    """The statement, holding its rows until the transaction ends if that is wanted."""
    return statement.with_for_update() if is_wanted else statement

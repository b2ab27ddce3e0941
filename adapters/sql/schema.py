"""The schema of a database: which one it has, and bringing it to the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, func, inspect, select

import migrations
from adapters.sql.engine import make_engine
from adapters.sql.errors import troubles
from adapters.sql.statements import is_postgres
from adapters.sql.tables import schema_note

PATIENCE: Final = timedelta(seconds=60)
"""How long to wait for another migration, or for a table that is in use."""
_MIGRATION_LOCK: Final = 0x75706D_73636865
"""Any number that nothing else in the database locks: "upm" "sche"."""


@dataclass(frozen=True, slots=True)
class UpToDate:
    revision: str


@dataclass(frozen=True, slots=True)
class Behind:
    """`upmentor migrate` brings it from the one to the other."""

    current: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Newer:
    """A later release was here. If it is compatible, this one may still serve."""

    current: str
    is_compatible: bool


@dataclass(frozen=True, slots=True)
class Empty:
    """Nobody has migrated this database yet."""


SchemaState: TypeAlias = UpToDate | Behind | Newer | Empty


def migrate(url: str) -> None:
    """Brings the database to the newest schema, whole or not at all; makes a SQLite file that is not there.

    Replicas may do it at once: the second waits and finds it done. Does nothing to a newer schema that is compatible;
    raises ValueError for one that is not.
    """
    engine = make_engine(url, patience=PATIENCE)
    try:
        with troubles(), engine.begin() as connection:
            if is_postgres(connection):
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            _upgrade(connection)
    finally:
        engine.dispose()


def schema_state(engine: Engine) -> SchemaState:
    with troubles(), engine.begin() as connection:
        return _state(connection)


def alembic_config(connection: Connection) -> Config:
    """What Alembic's commands need, wherever the package is installed."""
    config = Config()
    # A per cent sign would be read as the beginning of a name to fill in.
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    match _state(connection):
        case Newer(current=current, is_compatible=False):
            raise ValueError(
                f"the database has schema {current}, of a later release that this one cannot use"
            )
        case Newer() | UpToDate():
            return
        case Behind() | Empty():
            command.upgrade(alembic_config(connection), "head")


def _state(connection: Connection) -> SchemaState:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return Empty()
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    wanted = scripts.get_current_head() or ""
    if current == wanted:
        return UpToDate(current)
    if _knows(scripts, current):
        return Behind(current, wanted)
    return Newer(current, _is_compatible_since(connection, wanted))


def _knows(scripts: ScriptDirectory, revision: str) -> bool:
    try:
        return scripts.get_revision(revision) is not None
    except CommandError:
        return False


def _is_compatible_since(connection: Connection, revision: str) -> bool:
    """Whether every revision after this one lets the release before it work on."""
    if not inspect(connection).has_table(schema_note.name):
        return False
    rows = connection.execute(select(schema_note).order_by(schema_note.c.number)).all()
    known = next((row.number for row in rows if row.revision == revision), None)
    return known is not None and all(row.is_compatible for row in rows if row.number > known)

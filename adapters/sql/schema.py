"""The schema of a database: which one it has, and bringing it to the newest.

Alembic is loaded by `migrate` alone: it takes half a second and ten megabytes, and `serve` only asks where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import Connection, Engine, column, func, inspect, select, table

import migrations
from adapters.sql.engine import make_engine
from adapters.sql.errors import translate_errors
from adapters.sql.statements import is_postgres
from adapters.sql.tables import schema_note

if TYPE_CHECKING:
    from alembic.config import Config

PATIENCE: Final = timedelta(seconds=60)
"""How long to wait for another migration, or for a table that is in use."""
_MIGRATION_LOCK: Final = 0x75706D_73636865
"""Any number that nothing else in the database locks: "upm" "sche"."""
_KEPT_BY_ALEMBIC: Final = table("alembic_version", column("version_num"))


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
        with translate_errors(), engine.begin() as connection:
            if is_postgres(connection):
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            _upgrade(connection)
    finally:
        engine.dispose()


def schema_state(engine: Engine) -> SchemaState:
    with translate_errors(), engine.begin() as connection:
        return _state(connection)


def alembic_config(connection: Connection) -> Config:
    """What Alembic's commands need, wherever the package is installed."""
    from alembic.config import Config  # noqa: PLC0415 - see above

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
            from alembic import command  # noqa: PLC0415 - see above

            command.upgrade(alembic_config(connection), "head")


def revisions() -> tuple[str, ...]:
    """Every revision this release knows, oldest first: a migration's file is named for its own."""
    files = (Path(migrations.__file__).parent / "versions").glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def _state(connection: Connection) -> SchemaState:
    current = _current(connection)
    if current is None:
        return Empty()
    known = revisions()
    if current == known[-1]:
        return UpToDate(current)
    if current in known:
        return Behind(current, known[-1])
    return Newer(current, _is_compatible_since(connection, known[-1]))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_KEPT_BY_ALEMBIC.name):
        return None
    return connection.execute(select(_KEPT_BY_ALEMBIC.c.version_num)).scalar_one_or_none()


def _is_compatible_since(connection: Connection, revision: str) -> bool:
    """Whether every revision after this one lets the release before it work on."""
    if not inspect(connection).has_table(schema_note.name):
        return False
    rows = connection.execute(select(schema_note).order_by(schema_note.c.number)).all()
    known = next((row.number for row in rows if row.revision == revision), None)
    return known is not None and all(row.is_compatible for row in rows if row.number > known)

"""Reads the schema version of a database, and migrates it to the newest.

Only `migrate` imports Alembic, which takes half a second and ten megabytes. `serve` only reads the version.
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
"""How long to wait for another migration or for a locked table."""
_MIGRATION_LOCK: Final = 0x75706D_73636865
"""An arbitrary number that no other lock uses: "upm" "sche"."""
_ALEMBIC_VERSION: Final = table("alembic_version", column("version_num"))


@dataclass(frozen=True, slots=True)
class UpToDate:
    revision: str


@dataclass(frozen=True, slots=True)
class Behind:
    """An older schema. `upmentor migrate` upgrades it."""

    current: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Newer:
    """The schema of a later release. This release may serve it if it is compatible."""

    current: str
    is_compatible: bool


@dataclass(frozen=True, slots=True)
class Empty:
    """No schema yet."""


SchemaState: TypeAlias = UpToDate | Behind | Newer | Empty


def migrate(url: str) -> None:
    """Upgrades the database to the newest schema in one transaction. Creates a missing SQLite file.

    Replicas may call it at once: the second waits and has nothing to do. Leaves a newer, compatible schema as it is;
    raises ValueError for an incompatible one.
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
    """The configuration of Alembic's commands, wherever the package is installed."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    # Alembic would interpolate a per cent sign.
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
    """All revisions of this release, oldest first. The name of a migration's file begins with its revision."""
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
    if not inspect(connection).has_table(_ALEMBIC_VERSION.name):
        return None
    return connection.execute(select(_ALEMBIC_VERSION.c.version_num)).scalar_one_or_none()


def _is_compatible_since(connection: Connection, revision: str) -> bool:
    """True if every later revision is compatible with the release before it."""
    if not inspect(connection).has_table(schema_note.name):
        return False
    rows = connection.execute(select(schema_note).order_by(schema_note.c.number)).all()
    known = next((row.number for row in rows if row.revision == revision), None)
    return known is not None and all(row.is_compatible for row in rows if row.number > known)

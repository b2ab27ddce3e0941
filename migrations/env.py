"""Alembic runs this for every command, on a connection of `adapters.sql.schema`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, func, insert, select

from adapters.sql.tables import metadata, schema_note

script = ScriptDirectory.from_config(context.config)


def keep_note(
    ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
) -> None:
    """Records in the schema whether the release before a revision still works on it."""
    connection = ctx.connection
    revision = step.up_revision_id
    if connection is None or revision is None or step.is_stamp:
        return
    if step.is_upgrade:
        number = select(func.coalesce(func.max(schema_note.c.number), 0) + 1).scalar_subquery()
        compatible = script.get_revision(revision).module.is_compatible
        row = {"number": number, "revision": revision, "is_compatible": compatible}
        connection.execute(insert(schema_note).values(row))
    elif step.down_revision_ids:  # the first revision's downgrade drops the notes
        connection.execute(delete(schema_note).where(schema_note.c.revision == revision))


def run(connection: Connection) -> None:
    """Runs all revisions in the caller's transaction, so a failed migration changes nothing."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,  # SQLite changes a table by copying it
        compare_server_default=True,
        on_version_apply=keep_note,
    )
    context.run_migrations()


run(context.config.attributes["connection"])

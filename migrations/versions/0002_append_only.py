"""What was released, and the audit trail, can be added to and read: nothing else, whoever asks.

A release is what people were promised about their answers, so no later version of a cell may stand beside the first.
The trail is worth what it costs to rewrite it. Someone who may change the schema can take the triggers away; that is
then a deed of its own and not a slip of ours.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

is_compatible = True
"""Whether the release before this one still works on the database."""

_TABLES = ("released_participation", "released_cell", "audit")


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgres()


def downgrade() -> None:
    on_sqlite = op.get_context().dialect.name == "sqlite"
    for table in _TABLES:
        if on_sqlite:
            op.execute(f"DROP TRIGGER {table}_keeps_rows")
            op.execute(f"DROP TRIGGER {table}_keeps_values")
        else:
            op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
    if not on_sqlite:
        op.execute("DROP FUNCTION refuse_change()")


def _refuse_on_sqlite() -> None:
    for table in _TABLES:
        for name, deed in (("keeps_values", "UPDATE"), ("keeps_rows", "DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _refuse_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

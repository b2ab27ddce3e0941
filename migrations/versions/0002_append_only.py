"""Makes releases and the audit trail append-only, by triggers.

People were promised that a release of their answers is final, so no second version of a cell may exist. The audit trail
is worth as much as it costs to rewrite. Somebody who may change the schema can drop the triggers, but not by accident.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

is_compatible = True
"""True if the release before this one still works on the database."""

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

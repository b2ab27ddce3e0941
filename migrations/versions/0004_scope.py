"""Adds scope flags, asks, tickets, sessions, approved time budgets and charter reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

is_compatible = True
"""True if the release before this one still works on the database."""

_NEWEST_FIRST = (
    "released_scope",
    "review_answer",
    "charter_review",
    "charter_draft",
    "budget_approval",
    "desk_call",
    "desk_errand",
    "ticket",
    "triage_tally",
    "ask",
    "pattern_told",
    "flag_entry",
    "scope_flag",
    "session",
)


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("pairing", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("layer", sa.String(length=16), nullable=True),
        sa.Column("logged_by", sa.String(length=32), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_session_cohort"),
        sa.ForeignKeyConstraint(["pairing"], ["pairing.id"], name="fk_session_pairing"),
        sa.ForeignKeyConstraint(["logged_by"], ["person.id"], name="fk_session_logged_by"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
    )
    op.create_index("ix_session_pairing_held_on", "session", ["pairing", "held_on"])
    op.create_index("ix_session_cohort", "session", ["cohort"])
    op.create_table(
        "scope_flag",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("telling", sa.String(length=16), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("may_pass_on", sa.Boolean(), nullable=False),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_scope_flag_cohort"),
        sa.ForeignKeyConstraint(["contact"], ["person.id"], name="fk_scope_flag_contact"),
        sa.PrimaryKeyConstraint("id", name="pk_scope_flag"),
        sa.UniqueConstraint("reference", name="uq_scope_flag_reference"),
        sqlite_with_rowid=False,
    )
    _index("ix_scope_flag_act_by", "scope_flag", ["act_by"], where="state IN ('open', 'taken')")
    op.create_index("ix_scope_flag_cohort_opened_at", "scope_flag", ["cohort", "opened_at"], unique=False)
    _index("ix_scope_flag_contact", "scope_flag", ["contact"], where="state IN ('open', 'taken')")
    op.create_index("ix_scope_flag_pseudonym", "scope_flag", ["pseudonym"], unique=False)
    op.create_table(
        "flag_entry",
        sa.Column("flag", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["flag"], ["scope_flag.id"], name="fk_flag_entry_flag", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flag", "number", name="pk_flag_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pattern_told",
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("pattern", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", "pattern", name="pk_pattern_told"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ask",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("pairing", sa.String(length=32), nullable=False),
        sa.Column("suggested", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_ask_cohort"),
        sa.ForeignKeyConstraint(["pairing"], ["pairing.id"], name="fk_ask_pairing"),
        sa.PrimaryKeyConstraint("id", name="pk_ask"),
    )
    op.create_index("ix_ask_pairing", "ask", ["pairing"], unique=False)
    _index("ix_ask_tell_at", "ask", ["tell_at"], where="told_at IS NULL")
    op.create_table(
        "triage_tally",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("suggested", sa.String(length=16), nullable=False),
        sa.Column("chosen", sa.String(length=16), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_triage_tally_cohort"),
        sa.PrimaryKeyConstraint("cohort", "suggested", "chosen", name="pk_triage_tally"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("flag", sa.String(length=32), nullable=True),
        sa.Column("ask", sa.String(length=32), nullable=True),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("desk", sa.String(length=16), nullable=False),
        sa.Column("desk_reference", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ask"], ["ask.id"], name="fk_ticket_ask"),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_ticket_cohort"),
        sa.ForeignKeyConstraint(["flag"], ["scope_flag.id"], name="fk_ticket_flag"),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name="fk_ticket_taken_by"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("ask", name="uq_ticket_ask"),
        sa.UniqueConstraint("flag", name="uq_ticket_flag"),
        sqlite_with_rowid=False,
    )
    _index(
        "ix_ticket_cohort_created_at",
        "ticket",
        ["cohort", "created_at"],
        where="state IN ('open', 'waiting')",
    )
    _index("ix_ticket_desk_reference", "ticket", ["desk_reference"], where="desk_reference != ''")
    _index("ix_ticket_look_at", "ticket", ["look_at"], where="look_at IS NOT NULL")
    op.create_table(
        "desk_errand",
        sa.Column("ticket", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name="fk_desk_errand_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket", "kind", "number", name="pk_desk_errand"),
    )
    op.create_index("ix_desk_errand_next_at", "desk_errand", ["next_at"], unique=False)
    op.create_table(
        "desk_call",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name="pk_desk_call"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_desk_call_at", "desk_call", ["at"], unique=False)
    op.create_table(
        "budget_approval",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("mentor", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.String(length=320), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_budget_approval_cohort"),
        sa.ForeignKeyConstraint(["mentor"], ["person.id"], name="fk_budget_approval_mentor"),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name="fk_budget_approval_recorded_by"),
        sa.PrimaryKeyConstraint("cohort", "mentor", name="pk_budget_approval"),
    )
    op.create_table(
        "charter_draft",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_charter_draft_cohort"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_charter_draft_person"),
        sa.PrimaryKeyConstraint("cohort", "person", name="pk_charter_draft"),
    )
    op.create_table(
        "charter_review",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("day", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_charter_review_cohort"),
        sa.PrimaryKeyConstraint("cohort", "day", name="pk_charter_review"),
    )
    _index("ix_charter_review_closes_at", "charter_review", ["closes_at"], where="closed_at IS NULL")
    op.create_table(
        "review_answer",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("day", sa.SmallInteger(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort", "day"],
            ["charter_review.cohort", "charter_review.day"],
            name="fk_review_answer_cohort_day",
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_review_answer_person"),
        sa.PrimaryKeyConstraint("cohort", "day", "person", name="pk_review_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_review_answer_person", "review_answer", ["person"])
    op.create_table(
        "released_scope",
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("flags", sa.String(length=16), nullable=False),
        sa.Column("withheld", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_released_scope_round"),
        sa.PrimaryKeyConstraint("round", "kind", name="pk_released_scope"),
    )
    _index("ix_person_manager_email", "person", ["manager_email"], where="manager_email != ''")
    _refuse_changes()


def downgrade() -> None:
    op.drop_index("ix_person_manager_email", "person")
    for table in _NEWEST_FIRST:
        op.drop_table(table)


def _index(name: str, table: str, columns: list[str], *, where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _refuse_changes() -> None:
    """Makes released counts append-only, like released answers."""
    if op.get_context().dialect.name == "sqlite":
        for name, deed in (("keeps_values", "UPDATE"), ("keeps_rows", "DELETE")):
            op.execute(
                f"CREATE TRIGGER released_scope_{name} BEFORE {deed} ON released_scope "
                "BEGIN SELECT RAISE(ABORT, 'released_scope is append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER released_scope_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON released_scope "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

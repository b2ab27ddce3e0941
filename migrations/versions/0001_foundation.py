"""Creates the tables of the first release, and its one organisation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

is_compatible = True
"""True if the release before this one still works on the database."""

_TABLES = (
    "audit",
    "organisation",
    "parked",
    "schema_note",
    "seen_event",
    "workspace_lease",
    "cohort",
    "person",
    "charter",
    "cohort_key",
    "delivery",
    "membership",
    "pairing",
    "private_note",
    "round",
    "silent_streak",
    "answer",
    "check_in",
    "note",
    "released_cell",
    "released_participation",
    "signature",
    "draft",
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=320), nullable=False),
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_what_seq", "audit", ["what", "seq"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.execute("INSERT INTO organisation (id, name) VALUES ('default', '')")
    op.create_table(
        "parked",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item", name="pk_parked"),
    )
    op.create_table(
        "schema_note",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.Column("is_compatible", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_schema_note"),
        sa.UniqueConstraint("revision", name="uq_schema_note_revision"),
    )
    op.create_table(
        "seen_event",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seen_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seen_event_at", "seen_event", ["at"], unique=False)

    op.create_table(
        "workspace_lease",
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", name="pk_workspace_lease"),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("cadence_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("cells_min", sa.SmallInteger(), nullable=False),
        sa.Column("waves_min", sa.SmallInteger(), nullable=False),
        sa.Column("design", sa.String(length=16), nullable=False),
        sa.Column("own_question", sa.String(length=200), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("next_round_on", sa.Date(), nullable=True),
        sa.CheckConstraint("cells_min >= 5", name="ck_cohort_cells_min"),
        sa.CheckConstraint("waves_min >= 8", name="ck_cohort_waves_min"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_cohort_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        sa.UniqueConstraint("organisation", "name", name="uq_cohort_organisation_name"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=200), server_default="", nullable=False),
        sa.Column("account", sa.String(length=320), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), server_default="", nullable=False),
        sa.Column("locale", sa.String(length=32), server_default="", nullable=False),
        sa.Column("team", sa.String(length=200), server_default="", nullable=False),
        sa.Column("manager_email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("teaches", sa.Text(), server_default="", nullable=False),
        sa.Column("wants_to_learn", sa.Text(), server_default="", nullable=False),
        sa.Column("pause_reason", sa.String(length=16), nullable=True),
        sa.Column("pause_until", sa.Date(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("knows_chat_history", sa.Boolean(), nullable=False),
        sa.Column("picks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_person_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("organisation", "email", name="uq_person_organisation_email"),
        sa.UniqueConstraint("platform", "workspace", "account", name="uq_person_platform_workspace_account"),
    )
    op.create_index(
        "ix_person_pause_until",
        "person",
        ["pause_until"],
        unique=False,
        sqlite_where=sa.text("pause_until IS NOT NULL"),
        postgresql_where=sa.text("pause_until IS NOT NULL"),
    )

    op.create_table(
        "charter",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sign_by", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_charter_cohort"),
        sa.PrimaryKeyConstraint("cohort", "version", name="pk_charter"),
    )
    op.create_table(
        "cohort_key",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("ring_key", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_cohort_key_cohort"),
        sa.PrimaryKeyConstraint("cohort", name="pk_cohort_key"),
    )
    op.create_table(
        "delivery",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("card", sa.String(length=64), nullable=False),
        sa.Column("redraws", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("repair", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_delivery_organisation"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_delivery_person"),
        sa.PrimaryKeyConstraint("seq", name="pk_delivery"),
        sa.UniqueConstraint("id", name="uq_delivery_id"),
    )
    op.create_index("ix_delivery_person_card", "delivery", ["person", "card"], unique=False)
    op.create_index(
        "ix_delivery_person_seq",
        "delivery",
        ["person", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_delivery_platform_workspace_next_at",
        "delivery",
        ["platform", "workspace", "next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_delivery_settled_at",
        "delivery",
        ["settled_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )

    op.create_table(
        "membership",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_membership_cohort"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_membership_person"),
        sa.PrimaryKeyConstraint("cohort", "person", "role", name="pk_membership"),
    )
    op.create_index("ix_membership_person", "membership", ["person"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("mentor", sa.String(length=32), nullable=False),
        sa.Column("executive", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_pairing_cohort"),
        sa.ForeignKeyConstraint(["executive"], ["person.id"], name="fk_pairing_executive"),
        sa.ForeignKeyConstraint(["mentor"], ["person.id"], name="fk_pairing_mentor"),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.UniqueConstraint("cohort", "mentor", "executive", name="uq_pairing_cohort_mentor_executive"),
    )
    op.create_index("ix_pairing_executive", "pairing", ["executive"], unique=False)
    op.create_index("ix_pairing_mentor", "pairing", ["mentor"], unique=False)

    op.create_table(
        "private_note",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_private_note_cohort"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_private_note_person"),
        sa.PrimaryKeyConstraint("person", "cohort", "question", name="pk_private_note"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_round_cohort"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("cohort", "number", name="uq_round_cohort_number"),
    )
    op.create_index(
        "ix_round_closes_at",
        "round",
        ["closes_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "silent_streak",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_silent_streak_cohort"),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_silent_streak_person"),
        sa.PrimaryKeyConstraint("cohort", "person", name="pk_silent_streak"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_answer_cohort"),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_answer_round"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "check_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_check_in_person"),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_check_in_round"),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("round", "person", name="uq_check_in_round_person"),
    )
    op.create_index("ix_check_in_person", "check_in", ["person"], unique=False)
    op.create_index(
        "ix_check_in_remind_at",
        "check_in",
        ["remind_at"],
        unique=False,
        sqlite_where=sa.text("remind_at IS NOT NULL"),
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    op.create_index(
        "ix_check_in_send_at",
        "check_in",
        ["send_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["cohort"], ["cohort.id"], name="fk_note_cohort"),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_note_round"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_note_cohort", "note", ["cohort"], unique=False)

    op.create_table(
        "released_cell",
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("cell", sa.String(length=32), nullable=False),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("people", sa.String(length=16), nullable=False),
        sa.Column("withheld", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_released_cell_round"),
        sa.PrimaryKeyConstraint("round", "role", "question", "cell", name="pk_released_cell"),
    )
    op.create_table(
        "released_participation",
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("withheld", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.id"], name="fk_released_participation_round"),
        sa.PrimaryKeyConstraint("round", "role", name="pk_released_participation"),
    )
    op.create_table(
        "signature",
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort", "version"], ["charter.cohort", "charter.version"], name="fk_signature_cohort_version"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_signature_person"),
        sa.PrimaryKeyConstraint("cohort", "version", "person", name="pk_signature"),
    )
    op.create_table(
        "draft",
        sa.Column("check_in", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["check_in"], ["check_in.id"], name="fk_draft_check_in", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check_in", name="pk_draft"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)

"""Adds Slack installations, directory look-ups and delivery echoes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

is_compatible = True
"""True if the release before this one still works on the database."""


def upgrade() -> None:
    op.create_index(
        "ix_delivery_tried",
        "delivery",
        ["platform", "workspace", "next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND attempts > 0"),
        postgresql_where=sa.text("state = 'waiting' AND attempts > 0"),
    )
    op.create_table(
        "arrival",
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"], ["delivery.id"], name="fk_arrival_delivery", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery", "receipt", name="pk_arrival"),
    )
    op.create_table(
        "slack_installation",
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("enterprise", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("bot_user", sa.String(length=32), nullable=False),
        sa.Column("bot", sa.String(length=32), nullable=False),
        sa.Column("app", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_slack_installation"),
    )
    op.create_table(
        "slack_installing",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_slack_installing"),
    )
    op.create_table(
        "directory_look",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_directory_look_person"),
        sa.PrimaryKeyConstraint("person", name="pk_directory_look"),
    )


def downgrade() -> None:
    for table in ("directory_look", "slack_installing", "slack_installation", "arrival"):
        op.drop_table(table)
    op.drop_index("ix_delivery_tried", "delivery")

"""Adds conversation references of Teams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

is_compatible = True
"""True if the release before this one still works on the database."""


def upgrade() -> None:
    op.create_table(
        "conversation_reference",
        sa.Column("workspace", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("bot", sa.String(length=320), nullable=False),
        sa.Column("member", sa.String(length=320), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "account", name="pk_conversation_reference"),
    )
    op.create_index(
        "ix_conversation_reference_workspace_email", "conversation_reference", ["workspace", "email"]
    )


def downgrade() -> None:
    op.drop_table("conversation_reference")

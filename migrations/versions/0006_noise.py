"""Noisy counts in releases; thresholds of running cohorts rise to 8."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

is_compatible = True
"""Whether the release before this one still works on the database: it shows the text in `share`."""


def upgrade() -> None:
    op.add_column("released_cell", sa.Column("noisy_count", sa.Integer(), nullable=True))
    op.add_column("released_cell", sa.Column("answered", sa.Integer(), nullable=True))
    op.execute("UPDATE cohort SET cells_min = 8 WHERE cells_min < 8")


def downgrade() -> None:
    """Thresholds stay where they are: they never fall."""
    op.drop_column("released_cell", "answered")
    op.drop_column("released_cell", "noisy_count")

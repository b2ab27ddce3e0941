"""${message}

Expand first; contract a release later. During a rollout the previous release works on the same database. So a revision
only adds (a table, an index, a column that may be NULL or has a server default) and has `is_compatible = True`. The
release after removes what nothing uses any more, in a revision with False.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

is_compatible = True
"""True if the release before this one still works on the database."""


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}

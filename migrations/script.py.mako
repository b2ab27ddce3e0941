"""${message}

Expand first, contract a release later. While a release is rolled out, the one before it works on the same database:
so a revision only adds (a table, a column that may be NULL or has a server default, an index), and says
`is_compatible = True`. What nothing uses any more goes in the release after, in a revision that says False.
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
"""Whether the release before this one still works on the database."""


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}

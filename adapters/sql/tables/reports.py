"""Releases of closed rounds."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, SmallInteger, String, Table

from adapters.sql.tables.base import metadata, of

# The parts of a closed round that a report may show, in bands. A trigger refuses every change.
released_participation = Table(
    "released_participation",
    metadata,
    of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("role", String(32), nullable=False),
    Column("invited", Integer),
    Column("answered", Integer),
    Column("withheld", String(200), nullable=False),
    PrimaryKeyConstraint("round", "role"),
)

released_cell = Table(
    "released_cell",
    metadata,
    of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("cell", String(32), nullable=False),
    Column("share", String(16), nullable=False),
    Column("people", String(16), nullable=False),
    Column("withheld", String(200), nullable=False),
    Column("noisy_count", Integer),  # with `answered`: from schema 0006 on; NULL in rounds closed before
    Column("answered", Integer),
    PrimaryKeyConstraint("round", "role", "question", "cell"),
)

# Counts of a cohort's flags up to a round's close, in bands. A trigger refuses every change.
released_scope = Table(
    "released_scope",
    metadata,
    of("round"),
    Column("place", SmallInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("flags", String(16), nullable=False),
    Column("withheld", String(200), nullable=False),
    PrimaryKeyConstraint("round", "kind"),
)

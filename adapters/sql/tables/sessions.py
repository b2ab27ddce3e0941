"""The session log."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, SmallInteger, String, Table

from adapters.sql.columns import Instant
from adapters.sql.tables.base import key, metadata, of

session = Table(
    "session",
    metadata,
    key(),
    of("cohort"),
    of("pairing"),
    Column("held_on", Date, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("topic", String(16), nullable=False),
    Column("layer", String(16)),
    of("person", name="logged_by"),
    Column("logged_at", Instant, nullable=False),
    Index(None, "pairing", "held_on"),
    Index(None, "cohort"),
)

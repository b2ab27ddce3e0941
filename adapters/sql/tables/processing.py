"""Handled events, failed items, and the schema's revisions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import metadata

seen_event = Table(
    "seen_event",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

parked = Table(
    "parked",
    metadata,
    Column("kind", String(32), nullable=False),
    Column("item", String(64), nullable=False),
    Column("error", Text, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("parked_at", Instant, nullable=False),
    Column("retry_at", Instant, nullable=False),
    PrimaryKeyConstraint("kind", "item"),
)

# Revisions of the schema, oldest first, and whether the release before each still works on it.
schema_note = Table(
    "schema_note",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("revision", String(64), nullable=False, unique=True),
    Column("is_compatible", Boolean, nullable=False),
)

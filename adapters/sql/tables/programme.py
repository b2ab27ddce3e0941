"""Cohorts, their members and their pairings."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from adapters.sql.tables.base import key, metadata, of

cohort = Table(
    "cohort",
    metadata,
    key(),
    of("organisation"),
    Column("name", String(100), nullable=False),
    Column("template", String(32), nullable=False),
    Column("cadence_weeks", SmallInteger, nullable=False),
    Column("cells_min", SmallInteger, nullable=False),
    Column("waves_min", SmallInteger, nullable=False),
    Column("design", String(16), nullable=False),
    Column("own_question", String(200), nullable=False, server_default=""),
    Column("state", String(16), nullable=False),
    Column("launched_on", Date),
    Column("next_round_on", Date),
    UniqueConstraint("organisation", "name"),
    CheckConstraint("cells_min >= 5", name="cells_min"),
    CheckConstraint("waves_min >= 8", name="waves_min"),
)

membership = Table(
    "membership",
    metadata,
    of("cohort"),
    of("person"),
    Column("role", String(32), nullable=False),
    PrimaryKeyConstraint("cohort", "person", "role"),
    Index(None, "person"),
)

pairing = Table(
    "pairing",
    metadata,
    key(),
    of("cohort"),
    of("person", name="mentor"),
    of("person", name="executive"),
    UniqueConstraint("cohort", "mentor", "executive"),
    Index(None, "mentor"),
    Index(None, "executive"),
)

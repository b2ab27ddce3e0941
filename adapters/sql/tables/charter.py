"""Charters, signatures, and line managers' approvals."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import metadata, of

charter = Table(
    "charter",
    metadata,
    of("cohort"),
    Column("version", Integer, nullable=False),
    Column("terms", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("sign_by", Instant, nullable=False),
    PrimaryKeyConstraint("cohort", "version"),
)

signature = Table(
    "signature",
    metadata,
    Column("cohort", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    of("person"),
    Column("signed_at", Instant, nullable=False),
    PrimaryKeyConstraint("cohort", "version", "person"),
    ForeignKeyConstraint(("cohort", "version"), ("charter.cohort", "charter.version")),
)

# A charter that a lead wrote and has not published. Each lead has one, which the next replaces.
charter_draft = Table(
    "charter_draft",
    metadata,
    of("cohort"),
    of("person"),
    Column("id", String(100), nullable=False),
    Column("replaces", Integer, nullable=False),
    Column("terms", Text, nullable=False),
    PrimaryKeyConstraint("cohort", "person"),
)

# A mentor's time, approved once by their line manager. `recorded_by` is the lead who recorded an approval for them.
budget_approval = Table(
    "budget_approval",
    metadata,
    of("cohort"),
    of("person", name="mentor"),
    Column("minutes", Integer, nullable=False),
    Column("approved_by", String(320), nullable=False),
    Column("approved_at", Instant, nullable=False),
    Column("recorded_by", String(32), ForeignKey("person.id")),
    PrimaryKeyConstraint("cohort", "mentor"),
)

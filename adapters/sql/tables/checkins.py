"""Rounds and check-ins, drafts until a round closes, and the sealed answers after it."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, key, metadata, of

round_ = Table(
    "round",
    metadata,
    key(),
    of("cohort"),
    Column("number", Integer, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("not_before", Instant),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("cohort", "number"),
    index_where("closes_at", only="closed_at IS NULL"),
)

# One per person and round, which makes a second planner harmless. The cohort is the round's: a column for it would
# cost another foreign-key check for each of 100,000 planned rows.
check_in = Table(
    "check_in",
    metadata,
    key(),
    of("round"),
    of("person"),
    Column("role", String(32), nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("remind_at", Instant),
    Column("reminders", SmallInteger, nullable=False),
    UniqueConstraint("round", "person"),
    Index(None, "person"),
    index_where("send_at", only="sent_at IS NULL"),
    index_where("remind_at", only="remind_at IS NOT NULL"),
)

# Exists only while the round is open. One sealed blob per person hides even which questions were answered.
draft = Table(
    "draft",
    metadata,
    Column("check_in", String(32), ForeignKey("check_in.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Holds no person, no time and no order: rows are stored by their random id.
answer = Table(
    "answer",
    metadata,
    key(),
    of("cohort"),
    of("round"),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

note = Table(
    "note",
    metadata,
    key(),
    of("cohort"),
    of("round"),
    Column("role", String(32), nullable=False),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "cohort"),
    sqlite_with_rowid=False,
)

private_note = Table(
    "private_note",
    metadata,
    of("person"),
    of("cohort"),
    Column("question", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("person", "cohort", "question"),
    sqlite_with_rowid=False,
)

# Sealed, since a count that falls to zero would tell who answered the last round.
silent_streak = Table(
    "silent_streak",
    metadata,
    of("cohort"),
    of("person"),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("cohort", "person"),
    sqlite_with_rowid=False,
)

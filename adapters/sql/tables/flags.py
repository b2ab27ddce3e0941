"""Scope flags."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, key, metadata, of

# A mentor's scope flag. Its author is sealed with its words; the pseudonym is a hash under the cohort's key. Flags and
# tickets are stored by random id and have days, not moments, since messages have an order, a moment and a person.
scope_flag = Table(
    "scope_flag",
    metadata,
    key(),
    of("cohort"),
    Column("pseudonym", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("telling", String(16), nullable=False),
    Column("contact", String(32), ForeignKey("person.id")),
    Column("state", String(16), nullable=False),
    Column("reference", String(16), nullable=False, unique=True),
    Column("opened_at", Instant, nullable=False),
    Column("act_by", Instant),
    Column("may_pass_on", Boolean, nullable=False),
    Column("passed_on_at", Instant),
    Column("late_at", Instant),
    Column("taken_at", Instant),
    Column("closed_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "cohort", "opened_at"),
    Index(None, "pseudonym"),
    index_where("contact", only="state IN ('open', 'taken')"),
    index_where("act_by", only="state IN ('open', 'taken')"),
    sqlite_with_rowid=False,
)

flag_entry = Table(
    "flag_entry",
    metadata,
    Column("flag", String(32), ForeignKey("scope_flag.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("by", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("flag", "number"),
    sqlite_with_rowid=False,
)

# Patterns in their own flags that somebody was told about, so that each is repeated rarely.
pattern_told = Table(
    "pattern_told",
    metadata,
    Column("pseudonym", String(64), nullable=False),
    Column("pattern", String(32), nullable=False),
    Column("told_at", Instant, nullable=False),
    PrimaryKeyConstraint("pseudonym", "pattern"),
    sqlite_with_rowid=False,
)

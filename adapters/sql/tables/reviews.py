"""Charter reviews, and their answers until they close."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, metadata, of

# Charter reviews, sent to all pairs of a cohort at once. Their answers are counted at the close.
charter_review = Table(
    "charter_review",
    metadata,
    of("cohort"),
    Column("day", SmallInteger, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    PrimaryKeyConstraint("cohort", "day"),
    index_where("closes_at", only="closed_at IS NULL"),
)

# Exists only while the review is open. Each person has one sealed blob of equal size, answered or not.
review_answer = Table(
    "review_answer",
    metadata,
    Column("cohort", String(32), nullable=False),
    Column("day", SmallInteger, nullable=False),
    of("person"),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("cohort", "day", "person"),
    ForeignKeyConstraint(("cohort", "day"), ("charter_review.cohort", "charter_review.day")),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

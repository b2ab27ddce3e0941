"""Requests of executives, and counts for the triage."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, key, metadata, of

# An executive's request. Its words are sealed.
ask = Table(
    "ask",
    metadata,
    key(),
    of("cohort"),
    of("pairing"),
    Column("suggested", String(16), nullable=False),
    Column("lane", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("tell_at", Instant),
    Column("told_at", Instant),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "pairing"),
    index_where("tell_at", only="told_at IS NULL"),
)

# Counts of suggestions that were followed or overruled, so that the rules can be improved.
triage_tally = Table(
    "triage_tally",
    metadata,
    of("cohort"),
    Column("suggested", String(16), nullable=False),
    Column("chosen", String(16), nullable=False),
    Column("requests", Integer, nullable=False),
    PrimaryKeyConstraint("cohort", "suggested", "chosen"),
)

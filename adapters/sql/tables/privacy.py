"""Wrapped cohort keys and the audit trail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from adapters.sql.columns import Instant
from adapters.sql.tables.base import metadata

# The cohort's key, wrapped by a ring key. The key itself is random and stored nowhere else.
cohort_key = Table(
    "cohort_key",
    metadata,
    Column("cohort", String(32), ForeignKey("cohort.id"), primary_key=True),
    Column("ring_key", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(320), nullable=False),
    Column("what", String(64), nullable=False),
    Column("about", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "what", "seq"),
)

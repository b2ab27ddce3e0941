"""Tickets, and jobs and webhooks of the IT desk."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, key, metadata, of

ticket = Table(
    "ticket",
    metadata,
    key(),
    of("cohort"),
    Column("flag", String(32), ForeignKey("scope_flag.id"), unique=True),
    Column("ask", String(32), ForeignKey("ask.id"), unique=True),
    Column("reference", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("desk", String(16), nullable=False),
    Column("desk_reference", String(200), nullable=False),
    Column("url", Text, nullable=False),
    Column("taken_by", String(32), ForeignKey("person.id")),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("said_at", Instant),
    Column("look_at", Instant),
    Column("reopened", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    index_where("desk_reference", only="desk_reference != ''"),
    index_where("look_at", only="look_at IS NOT NULL"),
    index_where("cohort", "created_at", only="state IN ('open', 'waiting')"),
    sqlite_with_rowid=False,
)

# Jobs for the desk. A row is deleted when its job is done.
desk_errand = Table(
    "desk_errand",
    metadata,
    Column("ticket", String(32), ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("why", String(300), nullable=False),
    PrimaryKeyConstraint("ticket", "kind", "number"),
    Index(None, "next_at"),
)

# Signatures of accepted webhooks of the desk, so that none is accepted twice.
desk_call = Table(
    "desk_call",
    metadata,
    Column("signature", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "at"),
    sqlite_with_rowid=False,
)

"""Deliveries, and the leases under which they are sent."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import SERIAL, index_where, metadata, of

delivery = Table(
    "delivery",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    of("organisation"),
    of("person"),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False),
    Column("account", String(320), nullable=False),
    Column("card", String(64), nullable=False),
    Column("redraws", Boolean, nullable=False),
    Column("sealed", LargeBinary),  # the message; deleted once it is delivered
    Column("state", String(16), nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("next_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("receipt", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("repair", Text, nullable=False),
    index_where("platform", "workspace", "next_at", only="state = 'waiting'"),
    Index(
        "ix_delivery_tried",
        *("platform", "workspace", "next_at"),
        sqlite_where=text("state = 'waiting' AND attempts > 0"),
        postgresql_where=text("state = 'waiting' AND attempts > 0"),
    ),
    index_where("person", "seq", only="state = 'waiting'"),
    index_where("settled_at", only="settled_at IS NOT NULL"),
    Index(None, "person", "card"),
)

# The replica that sends for a workspace. The fence grows with each holder, which exposes a late one.
workspace_lease = Table(
    "workspace_lease",
    metadata,
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False),
    Column("holder", String(64), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
    PrimaryKeyConstraint("platform", "workspace"),
)

# Receipts that an event showed although the send returned none: its response was lost.
arrival = Table(
    "arrival",
    metadata,
    Column("delivery", String(32), ForeignKey("delivery.id", ondelete="CASCADE"), nullable=False),
    Column("receipt", String(255), nullable=False),
    PrimaryKeyConstraint("delivery", "receipt"),
)

"""People, and look-ups in the platforms' directories."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
)

from adapters.sql.columns import Instant
from adapters.sql.tables.base import index_where, key, metadata, of

organisation = Table("organisation", metadata, key(), Column("name", String(200), nullable=False))

person = Table(
    "person",
    metadata,
    key(),
    of("organisation"),
    Column("email", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("workspace", String(200), nullable=False, server_default=""),
    Column("account", String(320)),  # NULL until it is known
    Column("zone", String(64), nullable=False),
    Column("country", String(2), nullable=False, server_default=""),
    Column("locale", String(32), nullable=False, server_default=""),
    Column("team", String(200), nullable=False, server_default=""),
    Column("manager_email", String(320), nullable=False, server_default=""),
    Column("teaches", Text, nullable=False, server_default=""),
    Column("wants_to_learn", Text, nullable=False, server_default=""),
    Column("pause_reason", String(16)),
    Column("pause_until", Date),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("knows_chat_history", Boolean, nullable=False),
    Column("picks", LargeBinary, nullable=False),
    UniqueConstraint("organisation", "email"),
    UniqueConstraint("platform", "workspace", "account"),
    index_where("pause_until", only="pause_until IS NOT NULL"),
    index_where("manager_email", only="manager_email != ''"),
)

# When to look a person up in their platform's directory again, and whether they are a guest there.
directory_look = Table(
    "directory_look",
    metadata,
    Column("person", String(32), ForeignKey("person.id"), primary_key=True),
    Column("again_at", Instant, nullable=False),
    Column("is_guest", Boolean, nullable=False),
)

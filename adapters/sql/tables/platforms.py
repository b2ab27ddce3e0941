"""Slack installations and Teams conversation references."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Text

from adapters.sql.columns import Instant
from adapters.sql.tables.base import metadata

# Installations of the Slack app by OAuth. The bot's token is sealed under the key ring.
slack_installation = Table(
    "slack_installation",
    metadata,
    Column("place", String(32), primary_key=True),  # a workspace (T…) or a whole organisation (E…)
    Column("enterprise", String(32), nullable=False),
    Column("name", String(200), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("bot_user", String(32), nullable=False),
    Column("bot", String(32), nullable=False),
    Column("app", String(32), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("installed_at", Instant, nullable=False),
)

# Pending installations. Only the state's hash is stored; the first callback with the state uses it up.
slack_installing = Table(
    "slack_installing",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False),
)

# A person's chat with the bot in Teams, kept while the app is installed for them. The email is the directory's, for a
# later roster. Nothing else of the person is stored here.
conversation_reference = Table(
    "conversation_reference",
    metadata,
    Column("workspace", String(200), nullable=False),
    Column("account", String(320), nullable=False),
    Column("conversation", Text, nullable=False),
    Column("service_url", Text, nullable=False),
    Column("bot", String(320), nullable=False),
    Column("member", String(320), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("locale", String(32), nullable=False),
    Column("email", String(320), nullable=False),
    PrimaryKeyConstraint("workspace", "account"),
    Index(None, "workspace", "email"),
)

"""What Slack keeps of one workspace: people, messages, views, triggers, tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

TEAM, ENTERPRISE = "T07MENTOR1", "E07BIGCORP"
BOT_TOKEN, APP_TOKEN = "xoxb-7461203958417-secret-bot", "xapp-1-A07UPMENTOR-secret-app"
BOT, BOT_USER, APP = "B07UPMENTR", "U07UPMENTR", "A07UPMENTR"
TRIGGER_SECONDS = 3.0
SCOPES = frozenset(
    {"app_mentions:read", "chat:write", "commands", "im:history", "users:read", "users:read.email"}
)


@dataclass(slots=True)
class Posted:
    """A message that stands in a conversation. Only `seen_by` sees an ephemeral one."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any] | None = None
    seen_by: str = ""
    versions: list[str] = field(default_factory=list)

    def delivery(self) -> str:
        payload = (self.metadata or {}).get("event_payload", {})
        return str(payload.get("delivery", ""))


@dataclass(slots=True, kw_only=True)
class Account:
    id: str
    email: str = ""
    name: str = ""
    tz: str = "Europe/London"
    locale: str = "en-GB"
    deleted: bool = False
    is_restricted: bool = False

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.id.lower(),
            "real_name": self.name,
            "deleted": self.deleted,
            "tz": self.tz,
            "is_bot": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "profile": {"email": self.email, "real_name": self.name},
        }


class Workspace:
    def __init__(self) -> None:
        self.tokens: dict[str, frozenset[str]] = {BOT_TOKEN: SCOPES}
        self.revoked: set[str] = set()
        self.whole_organisation = False
        self.accounts: dict[str, Account] = {}
        self.messages: dict[tuple[str, str], Posted] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self._clock = count(1_780_311_600_000_100, 100)
        self._triggers: dict[str, tuple[float, bool]] = {}

    def add(self, account: Account) -> Account:
        self.accounts[account.id] = account
        return account

    def direct(self, user: str) -> str:
        """The conversation of a person with the app: opened by writing to their id."""
        return f"D{user[1:]}"

    def channel_of(self, channel: str) -> str | None:
        """Where a message to this id goes; None if nothing here has it."""
        if channel[:1] in "UW":
            account = self.accounts.get(channel)
            return self.direct(channel) if account and not account.deleted else None
        if channel[:1] == "D":
            return channel if f"U{channel[1:]}" in self.accounts else None
        return channel if channel[:1] == "C" else None

    def post(self, channel: str, message: dict[str, Any], *, seen_by: str = "") -> Posted:
        tick = next(self._clock)
        posted = Posted(
            channel=channel,
            ts=f"{tick // 1_000_000}.{tick % 1_000_000:06d}",
            text=str(message.get("text", "")),
            blocks=message.get("blocks", []),
            metadata=message.get("metadata"),
            seen_by=seen_by,
        )
        self.messages[channel, posted.ts] = posted
        return posted

    def change(self, posted: Posted, message: dict[str, Any]) -> None:
        posted.versions.append(posted.text)
        posted.text, posted.blocks = str(message.get("text", "")), message.get("blocks", [])
        posted.metadata = message.get("metadata", posted.metadata)

    def conversation(self, user: str) -> list[Posted]:
        """What stands in a person's own chat with the app, oldest first."""
        channel = self.direct(user)
        return [one for (where, _), one in self.messages.items() if where == channel and not one.seen_by]

    def put_view(self, view: dict[str, Any], view_id: str = "") -> dict[str, Any]:
        kept = {
            **view,
            "id": view_id or f"V{secrets.token_hex(5).upper()}",
            "hash": secrets.token_hex(8),
            "app_installed_team_id": TEAM,
        }
        self.views[kept["id"]] = kept
        return kept

    def trigger(self) -> str:
        trigger = f"7461203958417.{secrets.token_hex(12)}"
        self._triggers[trigger] = (monotonic() + TRIGGER_SECONDS, False)
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Slack's error; "" the first time within three seconds."""
        if trigger not in self._triggers:
            return "invalid_trigger_id"
        until, is_used = self._triggers[trigger]
        if is_used:
            return "exchanged_trigger_id"
        if monotonic() > until:
            return "expired_trigger_id"
        self._triggers[trigger] = (until, True)
        return ""

"""Parsing of the Events API: what people write to the bot, and changes of installations and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload, read_as
from adapters.slack.inbound_event import (
    FOREIGN,
    Echoed,
    InboundEvent,
    PersonChanged,
    TokensRevoked,
    Uninstalled,
    incoming,
    workspace_of,
)
from adapters.slack.payloads import (
    EventCallback,
    HomeOpened,
    MessageEvent,
    TokensGone,
    UserChanged,
    UserPayload,
)
from adapters.slack.plain_text import plain_text
from adapters.slack.reply_target import SlackReplyTarget
from bot.address import Address
from bot.people.roles import Platform
from bot.turn import Act, Called, Said


def read_event_callback(sent: EventCallback) -> InboundEvent:
    by = sent.authorizations[0] if sent.authorizations else None
    workspace = workspace_of(
        team=(by and by.team_id) or sent.team_id,
        enterprise=(by and by.enterprise_id) or sent.enterprise_id,
        is_enterprise_install=bool(by and by.is_enterprise_install),
    )
    if not workspace:
        return MalformedPayload("the payload lacks a workspace")
    return _EventsApiEvent(sent.event_id, workspace, bool(sent.enterprise_id)).read(sent.event)


@dataclass(frozen=True, slots=True)
class _EventsApiEvent:
    """An event of the Events API, and the installation that may see it."""

    key: str
    workspace: str
    is_grid: bool

    def read(self, event: dict[str, Any]) -> InboundEvent:
        match event.get("type"):
            case "message":
                return read_as(event, MessageEvent, self._message)
            case "app_mention":
                return read_as(event, MessageEvent, self._mention)
            case "app_home_opened":
                return read_as(event, HomeOpened, self._home)
            case "user_change" | "team_join":
                return read_as(event, UserChanged, lambda changed: self._person(changed.user))
            case "tokens_revoked":
                return read_as(
                    event, TokensGone, lambda gone: TokensRevoked(self.workspace, bool(gone.tokens.bot))
                )
            case "app_uninstalled":
                return Uninstalled(self.workspace)
            case kind:
                return IgnoredPayload(f"nothing here answers the event {str(kind)[:40]!r}")

    def _message(self, message: MessageEvent) -> InboundEvent:
        if message.channel_type != "im":
            return IgnoredPayload("not in a person's own chat with the bot")
        if message.subtype not in ("", "file_share") or message.hidden:
            return IgnoredPayload(f"a message of the kind {message.subtype[:40]!r}")
        if message.bot_id:
            return Echoed(self.workspace, message.channel, message.ts, _first_block(message.blocks))
        words = plain_text(message.text, message.blocks)
        if not words.strip():
            return IgnoredPayload("a message without words")
        return self._by(message, Said(words))

    def _mention(self, message: MessageEvent) -> InboundEvent:
        """Words in front of others are a command or nothing: they never answer a question."""
        if message.bot_id or message.subtype:
            return IgnoredPayload("a mention by a bot, or an edited one")
        command, _, rest = plain_text(_after_mention(message.text), message.blocks).strip().partition(" ")
        return self._by(message, Called(command.removeprefix("/") or "help", rest))

    def _by(self, message: MessageEvent, act: Act) -> InboundEvent:
        if not self.is_grid and message.user_team not in (None, self.workspace):
            return FOREIGN
        target = SlackReplyTarget(channel=message.channel, thread_ts=message.thread_ts)
        return self._arrived(message.user, act, target, message.type)

    def _home(self, opened: HomeOpened) -> InboundEvent:
        if opened.tab != "home":
            return IgnoredPayload("another tab than the home tab")
        target = SlackReplyTarget(channel=opened.channel, is_home=True)
        return self._arrived(opened.user, Called("home"), target, "app_home_opened")

    def _arrived(self, user: str, act: Act, target: SlackReplyTarget, kind: str) -> InboundEvent:
        return incoming(key=self.key, workspace=self.workspace, user=user, act=act, target=target, kind=kind)

    def _person(self, user: UserPayload) -> InboundEvent:
        if user.is_bot:
            return IgnoredPayload("a bot's profile")
        return PersonChanged(
            who=Address(platform=Platform.SLACK, workspace=self.workspace, user=user.id),
            name=user.real_name or user.profile.real_name or "",
            email=user.profile.email or "",
            zone=user.tz or "",
            locale=user.locale or "",
            is_gone=user.deleted,
            is_guest=user.is_restricted or user.is_ultra_restricted or user.is_stranger,
        )


def _after_mention(text: str) -> str:
    """The words after the first mention, which is the bot's own."""
    return text.partition(">")[2] if text.lstrip().startswith("<@") else ""


def _first_block(blocks: object) -> str:
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    mark = first.get("block_id") if isinstance(first, dict) else None
    return mark if isinstance(mark, str) else ""

"""The results of parsing an activity: an event, a change of where the app is installed, or a reason to do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from adapters.chat.conversation_references import ConversationReference
from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.teams.reply_target import TeamsReplyTarget
from bot.address import Address
from bot.turn import Event


@dataclass(frozen=True, slots=True)
class TeamsIncoming:
    """A person did something; the reply goes to `target`. `reference` is there if it was in their own chat."""

    event: Event
    target: TeamsReplyTarget
    reference: ConversationReference | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """The app was installed, or updated, for a person."""

    reference: ConversationReference


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was removed for a person."""

    who: Address


InboundEvent: TypeAlias = TeamsIncoming | Installed | Removed | IgnoredPayload | MalformedPayload

"""What can come of an activity: an event, a change of where the app is installed, or a reason to do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from adapters.chat.conversation_references import ConversationReference
from adapters.teams.reply_target import TeamsReplyTarget
from bot.address import Address
from bot.turn import Event


@dataclass(frozen=True, slots=True)
class TeamsIncoming:
    """A person did something; `place` is the spot the answer belongs to. In their own chat it has its reference."""

    event: Event
    place: TeamsReplyTarget
    reference: ConversationReference | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """The app was installed, or renewed, for a person."""

    reference: ConversationReference


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was taken away from a person."""

    who: Address


@dataclass(frozen=True, slots=True)
class IgnoredPayload:
    why: str


@dataclass(frozen=True, slots=True)
class MalformedPayload:
    """Of Teams, and yet nothing that Teams sends; `said` says what is wrong and repeats nothing of it.

    `invoke` is Teams' word for the invoke that it came as; somebody waits for its answer.
    """

    message: str
    invoke: str = ""


InboundEvent: TypeAlias = TeamsIncoming | Installed | Removed | IgnoredPayload | MalformedPayload

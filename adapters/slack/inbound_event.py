"""What can come of a payload: an event, a change of an installation or a person, or a reason to do nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import msgspec

from adapters.slack.reply_target import SlackReplyTarget
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.turn import Act, Event

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SlackIncoming:
    """A person did something; `where` is the spot the answer belongs to.

    `kind` is Slack's word for what came: the payload's type, or the event's in it, or "command".
    """

    event: Event
    where: SlackReplyTarget
    kind: str


@dataclass(frozen=True, slots=True)
class Echoed:
    """A message of ours arrived in a direct chat. `mark` is its first block's id."""

    workspace: str
    channel: str
    ts: str
    mark: str


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The app was taken out of the workspace."""

    workspace: str


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """Tokens stopped working; `of_bot` if the app's own is among them."""

    workspace: str
    of_bot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    """What Slack knows of a person since a moment ago; "" is unknown. A guest sees few channels and no directory."""

    who: Address
    name: str
    email: str
    zone: str
    locale: str
    is_gone: bool
    is_guest: bool


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack asks whether this address is ours; the answer is the same text."""

    text: str


@dataclass(frozen=True, slots=True)
class IgnoredPayload:
    why: str


@dataclass(frozen=True, slots=True)
class MalformedPayload:
    """Signed, and yet nothing that Slack sends; `said` says what is wrong and repeats nothing of it."""

    message: str


InboundEvent: TypeAlias = (
    SlackIncoming
    | Echoed
    | Uninstalled
    | TokensRevoked
    | PersonChanged
    | Challenge
    | IgnoredPayload
    | MalformedPayload
)
FOREIGN = IgnoredPayload("somebody of another workspace, in a shared channel")


def workspace_of(*, team: str | None, enterprise: str | None, is_enterprise_install: bool) -> str:
    """Whose installation it is, which is where people's ids are at home.

    An app installed for a whole enterprise has one token, one chat and one id for a person across all its
    workspaces, so the enterprise is the workspace; a person is the same wherever in it they act.
    """
    return (enterprise if is_enterprise_install else "") or team or ""


def arrived(
    *, key: str, workspace: str, user: str, act: Act, where: SlackReplyTarget, kind: str
) -> SlackIncoming | MalformedPayload:
    if not (key and workspace and user):
        return MalformedPayload("the payload lacks an id, a workspace or a user")
    who = Address(platform=Platform.SLACK, workspace=workspace, user=user)
    return SlackIncoming(Event(key=EventKey(f"slack:{key}"), who=who, act=act), where, kind)


def reading(payload: object, shape: type[T], read: Callable[[T], InboundEvent]) -> InboundEvent:
    try:
        return read(msgspec.convert(payload, shape))
    except (msgspec.ValidationError, RecursionError) as error:
        return MalformedPayload(f"a payload of Slack's has another shape ({error})"[:200])

"""The results of parsing a payload: an event, a change of an installation or a person, or a reason to do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.slack.reply_target import SlackReplyTarget
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.turn import Act, Event


@dataclass(frozen=True, slots=True)
class SlackIncoming:
    """A person did something; the reply goes to `target`.

    `kind` is the payload's type, or the type of the event in it, or "command".
    """

    event: Event
    target: SlackReplyTarget
    kind: str

    @property
    def workspace(self) -> str:
        return self.event.who.workspace


@dataclass(frozen=True, slots=True)
class Echoed:
    """Slack repeats a message of ours in a direct chat. `mark` is its first block's id."""

    workspace: str
    channel: str
    ts: str
    mark: str


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The app was removed from the workspace."""

    workspace: str


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """Tokens were revoked; `of_bot` if the app's own is among them."""

    workspace: str
    of_bot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged:
    """A person's profile changed; "" is unknown. A guest sees few channels and no directory."""

    who: Address
    name: str
    email: str
    zone: str
    locale: str
    is_gone: bool
    is_guest: bool

    @property
    def workspace(self) -> str:
        return self.who.workspace


@dataclass(frozen=True, slots=True)
class Challenge:
    """Slack checks that this address is ours; the response repeats the text."""

    text: str


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
    """The workspace whose installation it is, and in which people's ids count.

    An app that is installed for a whole enterprise has one token across its workspaces, and a person has one chat and
    one id there. So the enterprise is the workspace.
    """
    return (enterprise if is_enterprise_install else "") or team or ""


def incoming(
    *, key: str, workspace: str, user: str, act: Act, target: SlackReplyTarget, kind: str
) -> SlackIncoming | MalformedPayload:
    if not (key and workspace and user):
        return MalformedPayload("the payload lacks an id, a workspace or a user")
    who = Address(platform=Platform.SLACK, workspace=workspace, user=user)
    return SlackIncoming(Event(key=EventKey(f"slack:{key}"), who=who, act=act), target, kind)

"""The shapes of Slack's payloads, as far as we read them. Slack omits or nulls what does not apply."""

from __future__ import annotations

from typing import Any

import msgspec


class Named(msgspec.Struct, frozen=True):
    id: str


class Actor(msgspec.Struct, frozen=True):
    id: str
    team_id: str | None = None


class Authorisation(msgspec.Struct, frozen=True):
    """One installation that may see an event."""

    team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool = False


class EventCallback(msgspec.Struct, frozen=True):
    event_id: str
    event: dict[str, Any]
    team_id: str | None = None
    enterprise_id: str | None = None
    authorizations: tuple[Authorisation, ...] = ()


class SlashCommand(msgspec.Struct, frozen=True):
    command: str
    user_id: str
    trigger_id: str
    text: str = ""
    team_id: str = ""
    enterprise_id: str = ""
    is_enterprise_install: str | bool = False
    channel_id: str = ""
    response_url: str = ""


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    user: Actor
    trigger_id: str = ""
    team: Named | None = None
    enterprise: Named | None = None
    is_enterprise_install: bool = False


class Container(msgspec.Struct, frozen=True):
    channel_id: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    is_ephemeral: bool = False


class PressedElement(msgspec.Struct, frozen=True):
    type: str
    value: str | None = None
    url: str | None = None


class Picked(msgspec.Struct, frozen=True):
    value: str


class InputState(msgspec.Struct, frozen=True):
    """An input's state. Its type decides which field is there; an empty one is null."""

    value: str | None = None
    selected_option: Picked | None = None
    selected_options: tuple[Picked, ...] = ()
    selected_date: str | None = None


class State(msgspec.Struct, frozen=True):
    values: dict[str, dict[str, InputState]] = {}


class ViewPayload(msgspec.Struct, frozen=True):
    id: str
    type: str
    hash: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    state: State | None = None


class BlockActions(Interaction, frozen=True, kw_only=True):
    actions: tuple[PressedElement, ...]
    container: Container
    channel: Named | None = None
    response_url: str = ""
    view: ViewPayload | None = None


class ViewSubmission(Interaction, frozen=True, kw_only=True):
    view: ViewPayload


class ShortcutMessage(msgspec.Struct, frozen=True):
    ts: str
    user: str | None = None
    text: str = ""
    thread_ts: str = ""
    blocks: Any = None


class MessageShortcut(Interaction, frozen=True, kw_only=True):
    callback_id: str
    channel: Named
    message: ShortcutMessage
    response_url: str = ""


class GlobalShortcut(Interaction, frozen=True, kw_only=True):
    callback_id: str


class MessageEvent(msgspec.Struct, frozen=True):
    """A message event, or a mention's."""

    type: str
    channel: str
    ts: str
    user: str = ""
    text: str = ""
    channel_type: str = ""
    subtype: str = ""
    bot_id: str = ""
    thread_ts: str = ""
    hidden: bool = False
    user_team: str | None = None
    blocks: Any = None


class HomeOpened(msgspec.Struct, frozen=True):
    user: str
    channel: str
    tab: str = ""


class Revoked(msgspec.Struct, frozen=True):
    """Ids of the users whose tokens were revoked, by kind of token."""

    oauth: tuple[str, ...] = ()
    bot: tuple[str, ...] = ()


class TokensGone(msgspec.Struct, frozen=True):
    tokens: Revoked


class ProfileFields(msgspec.Struct, frozen=True):
    email: str | None = None
    real_name: str | None = None


class UserPayload(msgspec.Struct, frozen=True):
    id: str
    deleted: bool = False
    real_name: str | None = None
    tz: str | None = None
    locale: str | None = None
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    profile: ProfileFields = ProfileFields()


class UserChanged(msgspec.Struct, frozen=True):
    user: UserPayload

"""The shapes of Teams' activities, as far as we read them. Teams omits or nulls what does not apply."""

from __future__ import annotations

from typing import Any

import msgspec


class Account(msgspec.Struct, frozen=True, rename="camel"):
    """A member of a conversation. The bot is one too; `is_targeted` if the message was written for it alone."""

    id: str | None = None
    aad_object_id: str | None = None
    role: str | None = None
    is_targeted: bool | None = None


class ConversationPayload(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    conversation_type: str | None = None
    tenant_id: str | None = None


class Tenant(msgspec.Struct, frozen=True):
    id: str | None = None


class ChannelData(msgspec.Struct, frozen=True):
    tenant: Tenant | None = None


class Entity(msgspec.Struct, frozen=True):
    """A mention: the account, and the words of the text that stand for it."""

    type: str | None = None
    mentioned: Account | None = None
    text: str | None = None


class Attachment(msgspec.Struct, frozen=True, rename="camel"):
    content_type: str | None = None
    content: Any = None


class Activity(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    type: str
    service_url: str
    sender: Account = msgspec.field(name="from")
    recipient: Account
    conversation: ConversationPayload
    id: str | None = None
    timestamp: str | None = None
    name: str | None = None
    action: str | None = None
    text: str | None = None
    value: Any = None
    reply_to_id: str | None = None
    channel_data: ChannelData | None = None
    entities: tuple[Entity, ...] | None = None
    attachments: tuple[Attachment, ...] | None = None
    members_added: tuple[Account, ...] | None = None
    members_removed: tuple[Account, ...] | None = None
    local_timezone: str | None = None
    locale: str | None = None


class PressedAction(msgspec.Struct, frozen=True):
    """The button's data and the values of the inputs beside it."""

    data: Any = None


class CardAction(msgspec.Struct, frozen=True):
    """The value of adaptiveCard/action."""

    action: PressedAction
    trigger: str | None = None


class DialogAction(msgspec.Struct, frozen=True):
    """The value of task/fetch, task/submit and composeExtension/submitAction."""

    data: Any = None


class MessageAuthor(msgspec.Struct, frozen=True, rename="camel"):
    id: str | None = None
    display_name: str | None = None


class MessageSender(msgspec.Struct, frozen=True):
    user: MessageAuthor | None = None
    application: MessageAuthor | None = None


class Body(msgspec.Struct, frozen=True, rename="camel"):
    content_type: str | None = None
    content: str | None = None


class QuotedMessage(msgspec.Struct, frozen=True):
    sender: MessageSender | None = msgspec.field(name="from", default=None)
    body: Body | None = None


class Extension(msgspec.Struct, frozen=True, rename="camel"):
    """The value of composeExtension/fetchTask, with the message that the extension was used on, if any."""

    command_id: str
    message_payload: QuotedMessage | None = None

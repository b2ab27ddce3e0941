"""Parsing of what Teams sends: messages, invokes and changes of where the app is installed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from adapters.chat.conversation_references import ConversationReference
from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload, read_as
from adapters.teams.action_data import decode_act
from adapters.teams.inbound_event import InboundEvent, Installed, Removed, TeamsIncoming
from adapters.teams.payloads import (
    Activity,
    CardAction,
    DialogAction,
    Extension,
    MessageAuthor,
    MessageSender,
    QuotedMessage,
)
from adapters.teams.plain_text import plain_text, typed_words
from adapters.teams.reply_target import TeamsReplyTarget
from adapters.teams.time_zones import iana_zone
from bot.address import Address
from bot.features import FEATURES
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.turn import Act, Called, Event, Quoted, Said, Submitted

_LONGEST_KEY: Final = 200
_LONGEST_ID: Final = 320
_LONGEST_SPOT: Final = 1_000
_LONGEST_TENANT: Final = 200
_LONGEST_ZONE: Final = 64
_LONGEST_LOCALE: Final = 32
"""Characters of what the database keeps."""
_MOST_WORDS: Final = 3
"""Words of a command's name, when it is typed with spaces."""


def decode_body(raw: bytes) -> dict[str, Any] | MalformedPayload:
    """Decodes an activity. Never raises."""
    try:
        decoded = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        return MalformedPayload(f"the body cannot be read ({type(error).__name__})")
    return decoded if isinstance(decoded, dict) else MalformedPayload("the body is no object")


def parse_event(activity: Mapping[str, Any]) -> InboundEvent:
    """Reads an activity that is verified already. Never raises."""
    return read_as(activity, Activity, _read)


def _read(sent: Activity) -> InboundEvent:
    who, target = _who(sent), _target(sent)
    if not (who.user and target.conversation and target.service_url):
        return MalformedPayload("the activity lacks a sender, a conversation or an address")
    if _is_too_long(who, target):
        return MalformedPayload("the activity has an id that is longer than any of Teams'")
    match sent.type:
        case "message":
            return _message(sent, who, target)
        case "invoke":
            read = _invoke(sent, who, replace(target, invoke=sent.name or ""))
            return replace(read, invoke=sent.name or "") if isinstance(read, MalformedPayload) else read
        case "installationUpdate":
            return _installation(sent, who, target)
        case "conversationUpdate":
            return _conversation(sent, who, target)
        case kind:
            return IgnoredPayload(f"nothing here answers {kind[:40]!r}")


def _message(sent: Activity, who: Address, target: TeamsReplyTarget) -> InboundEvent:
    if sent.sender.role == "bot" or sent.sender.id == sent.recipient.id:
        return IgnoredPayload("a bot's message")
    if sent.value is not None and (pressed := decode_act(sent.value)):
        return _incoming(sent, who, target, pressed[0])
    entities, attachments = sent.entities or (), sent.attachments or ()
    words = typed_words(sent.text or "", entities, attachments, target.bot)
    if target.is_direct:
        return (
            _incoming(sent, who, target, _typed(words))
            if words
            else IgnoredPayload("a message without words")
        )
    if not (target.is_targeted or _is_mentioned(sent)):
        return IgnoredPayload("not in a person's own chat with the bot, and it is not mentioned")
    return _incoming(sent, who, target, _called(words))


def _is_mentioned(sent: Activity) -> bool:
    return any(
        entity.type == "mention" and entity.mentioned and entity.mentioned.id == sent.recipient.id
        for entity in sent.entities or ()
    )


def _typed(words: str) -> Act:
    """A name with a slash, or a name alone, calls a command; other words are said."""
    has_slash = words.startswith("/")
    name, rest = _command(words)
    return Called(name, rest) if has_slash or (name in FEATURES.commands and not rest) else Said(words)


def _called(words: str) -> Act:
    """Words in front of others are a command or nothing: they never answer a question."""
    name, rest = _command(words)
    return Called(name, rest) if name in FEATURES.commands or words.startswith("/") else Called("help")


def _command(words: str) -> tuple[str, str]:
    """Splits off the command: the first words that form its name, however they are joined, or the first word."""
    bare = words.removeprefix("/").lstrip()
    for number in range(_MOST_WORDS, 0, -1):
        found = re.match(rf"(?:[^\s_-]+[\s_-]+){{{number - 1}}}[^\s_-]+(?=\s|$)", bare)
        name = re.sub(r"[\s_-]+", "-", found[0]).casefold() if found else ""
        if found and name in FEATURES.commands:
            return name, bare[found.end() :].strip()
    first, *rest = bare.split(maxsplit=1) or [""]
    return first, "".join(rest)


def _invoke(sent: Activity, who: Address, target: TeamsReplyTarget) -> InboundEvent:
    match sent.name:
        case "adaptiveCard/action":
            return read_as(sent.value, CardAction, lambda value: _card_action(sent, who, target, value))
        case "task/fetch" | "task/submit" | "composeExtension/submitAction":
            return read_as(sent.value, DialogAction, lambda value: _press(sent, who, target, value.data))
        case "composeExtension/fetchTask":
            return read_as(sent.value, Extension, lambda value: _extension(sent, who, target, value))
        case name:
            return IgnoredPayload(f"nothing here answers the invoke {str(name)[:40]!r}")


def _card_action(sent: Activity, who: Address, target: TeamsReplyTarget, value: CardAction) -> InboundEvent:
    if value.trigger == "automatic":
        return IgnoredPayload("a card that asks whether it is fresh")
    return _press(sent, who, target, value.action.data)


def _press(sent: Activity, who: Address, target: TeamsReplyTarget, data: object) -> InboundEvent:
    pressed = decode_act(data)
    if pressed is None:
        return MalformedPayload("the button's data is none of ours")
    act, card = pressed
    return _incoming(sent, who, _from_card(target, card), act)


def _from_card(target: TeamsReplyTarget, card: str) -> TeamsReplyTarget:
    """The card that a form says its dialog was opened from. In a chat with others it is not believed."""
    is_told = target.is_direct and target.invoke == "task/submit" and 0 < len(card) <= _LONGEST_ID
    return replace(target, reply_to=card) if is_told else target


def _extension(sent: Activity, who: Address, target: TeamsReplyTarget, value: Extension) -> InboundEvent:
    """A message extension is the command of its name, called on the message."""
    return _incoming(sent, who, target, Called(value.command_id, "", _quoted(value.message_payload)))


def _quoted(message: QuotedMessage | None) -> Quoted | None:
    if message is None or message.body is None or not message.body.content:
        return None
    content = message.body.content
    text = content.strip() if message.body.content_type == "text" else plain_text(content)
    sender = message.sender or MessageSender()
    author = sender.user or sender.application or MessageAuthor()
    account = (sender.user.id or "") if sender.user else ""
    return Quoted(text, author.display_name or "", account) if text else None


def _installation(sent: Activity, who: Address, target: TeamsReplyTarget) -> InboundEvent:
    if not target.is_direct:
        return IgnoredPayload("installed or removed for others than one person")
    match sent.action:
        case "add" | "add-upgrade":
            return Installed(_reference(sent, who, target))
        case "remove":
            return Removed(who)
        case action:
            return IgnoredPayload(f"an installation's {str(action)[:40]!r}")


def _conversation(sent: Activity, who: Address, target: TeamsReplyTarget) -> InboundEvent:
    if not target.is_direct:
        return IgnoredPayload("a change of a conversation with others")
    if target.bot and any(one.id == target.bot for one in sent.members_added or ()):
        return Installed(_reference(sent, who, target))
    if target.bot and any(one.id == target.bot for one in sent.members_removed or ()):
        return Removed(who)
    return IgnoredPayload("a change of a conversation that the bot was and is in")


def _incoming(sent: Activity, who: Address, target: TeamsReplyTarget, act: Act) -> InboundEvent:
    reference = _reference(sent, who, target) if target.is_direct else None
    key = EventKey(f"teams:{_short(_key(sent, who, act))}")
    return TeamsIncoming(Event(key=key, who=who, act=act), target, reference)


def _key(sent: Activity, who: Address, act: Act) -> str:
    """The event's key: a form's instance, since a client that waited too long sends it again, or the activity's id.

    Some test clients give invokes no id; then their content and time stamp identify them.
    """
    if isinstance(act, Submitted):
        return f"form:{who.user}:{act.instance}"
    number = sent.id or f"{sent.timestamp} {sent.sender.id} {sent.name} {sent.value!r}"
    return f"{sent.conversation.id}:{number}"


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _who(sent: Activity) -> Address:
    return Address(
        platform=Platform.TEAMS,
        workspace=_tenant(sent),
        user=sent.sender.aad_object_id or sent.sender.id or "",
    )


def _tenant(sent: Activity) -> str:
    channel_tenant = sent.channel_data.tenant.id if sent.channel_data and sent.channel_data.tenant else None
    return sent.conversation.tenant_id or channel_tenant or ""


def _target(sent: Activity) -> TeamsReplyTarget:
    return TeamsReplyTarget(
        conversation=sent.conversation.id,
        kind=_kind(sent),
        service_url=sent.service_url,
        tenant=_tenant(sent),
        bot=sent.recipient.id or "",
        user=sent.sender.id or "",
        activity=sent.id or "",
        reply_to=sent.reply_to_id or "",
        is_targeted=bool(sent.recipient.is_targeted),
    )


def _kind(sent: Activity) -> str:
    """Drops the kind of a message extension's chat: Teams calls chats between two people personal too."""
    is_extension = (sent.name or "").startswith("composeExtension/")
    return "" if is_extension else sent.conversation.conversation_type or ""


def _is_too_long(who: Address, target: TeamsReplyTarget) -> bool:
    ids, spots = (who.user, target.bot, target.user), (target.conversation, target.service_url)
    return (
        len(who.workspace) > _LONGEST_TENANT
        or any(len(one) > _LONGEST_ID for one in ids)
        or any(len(one) > _LONGEST_SPOT for one in spots)
    )


def _reference(sent: Activity, who: Address, target: TeamsReplyTarget) -> ConversationReference:
    zone, locale = iana_zone(sent.local_timezone or ""), sent.locale or ""
    return ConversationReference(
        who=who,
        conversation=target.conversation,
        service_url=target.service_url,
        bot=target.bot,
        user=target.user,
        zone=zone if len(zone) <= _LONGEST_ZONE else "",
        locale=locale if len(locale) <= _LONGEST_LOCALE else "",
    )

"""What Teams sends, read into an event, a change of where the app is installed, or a reason to do nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

import msgspec

from adapters.chat.conversation_references import ConversationReference
from adapters.teams.arrival import Arrival, Ignored, Incoming, Installed, Malformed, Removed
from adapters.teams.carried import act_of
from adapters.teams.payloads import (
    Activity,
    Author,
    CardAction,
    DialogAction,
    Extension,
    QuotedMessage,
    Sender,
)
from adapters.teams.place import Place
from adapters.teams.words import plain_words, typed_words
from adapters.teams.zones import iana_zone
from bot.address import Address
from bot.features import FEATURES
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.turn import Act, Called, Event, Quoted, Said, Submitted

T = TypeVar("T")

_LONGEST_KEY: Final = 200
_LONGEST_ID: Final = 320
_LONGEST_SPOT: Final = 1_000
_LONGEST_TENANT: Final = 200
_LONGEST_ZONE: Final = 64
_LONGEST_LOCALE: Final = 32
"""Characters of what is kept."""
_MOST_WORDS: Final = 3
"""Of a command's name, when it is typed with spaces."""


def decode_body(raw: bytes) -> dict[str, Any] | Malformed:
    """An activity as JSON. Never raises."""
    try:
        decoded = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        return Malformed(f"the body cannot be read ({type(error).__name__})")
    return decoded if isinstance(decoded, dict) else Malformed("the body is no object")


def parse_event(activity: Mapping[str, Any]) -> Arrival:
    """Never raises. Whether the activity is Teams' is known before."""
    return _reading(activity, Activity, _read)


def _reading(payload: object, shape: type[T], read: Callable[[T], Arrival]) -> Arrival:
    try:
        return read(msgspec.convert(payload, shape))
    except (msgspec.ValidationError, RecursionError) as error:
        return Malformed(f"an activity of Teams' has another shape ({error})"[:200])


def _read(sent: Activity) -> Arrival:
    who, place = _who(sent), _place(sent)
    if not (who.user and place.conversation and place.service_url):
        return Malformed("the activity lacks a sender, a conversation or an address")
    if _is_too_long(who, place):
        return Malformed("the activity has an id that is longer than any of Teams'")
    match sent.type:
        case "message":
            return _message(sent, who, place)
        case "invoke":
            read = _invoke(sent, who, replace(place, invoke=sent.name or ""))
            return replace(read, invoke=sent.name or "") if isinstance(read, Malformed) else read
        case "installationUpdate":
            return _installation(sent, who, place)
        case "conversationUpdate":
            return _conversation(sent, who, place)
        case kind:
            return Ignored(f"nothing here answers {kind[:40]!r}")


def _message(sent: Activity, who: Address, place: Place) -> Arrival:
    if sent.sender.role == "bot" or sent.sender.id == sent.recipient.id:
        return Ignored("a bot's message")
    if sent.value is not None and (pressed := act_of(sent.value)):
        return _incoming(sent, who, place, pressed[0])
    entities, attachments = sent.entities or (), sent.attachments or ()
    words = typed_words(sent.text or "", entities, attachments, place.bot)
    if place.is_personal:
        return _incoming(sent, who, place, _typed(words)) if words else Ignored("a message without words")
    if not (place.is_targeted or _is_mentioned(sent)):
        return Ignored("not in a person's own chat with the bot, and it is not mentioned")
    return _incoming(sent, who, place, _called(words))


def _is_mentioned(sent: Activity) -> bool:
    return any(
        entity.type == "mention" and entity.mentioned and entity.mentioned.id == sent.recipient.id
        for entity in sent.entities or ()
    )


def _typed(words: str) -> Act:
    """A command by name, with a slash or alone; anything else is said."""
    has_slash = words.startswith("/")
    name, rest = _command(words)
    return Called(name, rest) if has_slash or (name in FEATURES.commands and not rest) else Said(words)


def _called(words: str) -> Act:
    """What is said in front of others is a command or nothing: it never answers a question."""
    name, rest = _command(words)
    return Called(name, rest) if name in FEATURES.commands or words.startswith("/") else Called("help")


def _command(words: str) -> tuple[str, str]:
    """The first words that are a command's name however they are joined, else the first word; and the rest."""
    bare = words.removeprefix("/").lstrip()
    for number in range(_MOST_WORDS, 0, -1):
        found = re.match(rf"(?:[^\s_-]+[\s_-]+){{{number - 1}}}[^\s_-]+(?=\s|$)", bare)
        name = re.sub(r"[\s_-]+", "-", found[0]).casefold() if found else ""
        if found and name in FEATURES.commands:
            return name, bare[found.end() :].strip()
    first, *rest = bare.split(maxsplit=1) or [""]
    return first, "".join(rest)


def _invoke(sent: Activity, who: Address, place: Place) -> Arrival:
    match sent.name:
        case "adaptiveCard/action":
            return _reading(sent.value, CardAction, lambda value: _card_action(sent, who, place, value))
        case "task/fetch" | "task/submit" | "composeExtension/submitAction":
            return _reading(sent.value, DialogAction, lambda value: _press(sent, who, place, value.data))
        case "composeExtension/fetchTask":
            return _reading(sent.value, Extension, lambda value: _extension(sent, who, place, value))
        case name:
            return Ignored(f"nothing here answers the invoke {str(name)[:40]!r}")


def _card_action(sent: Activity, who: Address, place: Place, value: CardAction) -> Arrival:
    if value.trigger == "automatic":
        return Ignored("a card that asks whether it is fresh")
    return _press(sent, who, place, value.action.data)


def _press(sent: Activity, who: Address, place: Place, data: object) -> Arrival:
    pressed = act_of(data)
    if pressed is None:
        return Malformed("the button's data is none of ours")
    act, card = pressed
    return _incoming(sent, who, _from_card(place, card), act)


def _from_card(place: Place, card: str) -> Place:
    """A dialog does not say which card it was opened from, so our forms do. In a shared place it is not believed."""
    is_told = place.is_personal and place.invoke == "task/submit" and 0 < len(card) <= _LONGEST_ID
    return replace(place, reply_to=card) if is_told else place


def _extension(sent: Activity, who: Address, place: Place, value: Extension) -> Arrival:
    """A message extension is the command that it is named for, about the message it was used on."""
    return _incoming(sent, who, place, Called(value.command_id, "", _quoted(value.message_payload)))


def _quoted(message: QuotedMessage | None) -> Quoted | None:
    if message is None or message.body is None or not message.body.content:
        return None
    content = message.body.content
    text = content.strip() if message.body.content_type == "text" else plain_words(content)
    sender = message.sender or Sender()
    author = sender.user or sender.application or Author()
    account = (sender.user.id or "") if sender.user else ""
    return Quoted(text, author.display_name or "", account) if text else None


def _installation(sent: Activity, who: Address, place: Place) -> Arrival:
    if not place.is_personal:
        return Ignored("installed or removed for others than one person")
    match sent.action:
        case "add" | "add-upgrade":
            return Installed(_reference(sent, who, place))
        case "remove":
            return Removed(who)
        case action:
            return Ignored(f"an installation's {str(action)[:40]!r}")


def _conversation(sent: Activity, who: Address, place: Place) -> Arrival:
    if not place.is_personal:
        return Ignored("a change of a conversation with others")
    if place.bot and any(one.id == place.bot for one in sent.members_added or ()):
        return Installed(_reference(sent, who, place))
    if place.bot and any(one.id == place.bot for one in sent.members_removed or ()):
        return Removed(who)
    return Ignored("a change of a conversation that the bot was and is in")


def _incoming(sent: Activity, who: Address, place: Place, act: Act) -> Arrival:
    reference = _reference(sent, who, place) if place.is_personal else None
    key = EventKey(f"teams:{_short(_key(sent, who, act))}")
    return Incoming(Event(key=key, who=who, act=act), place, reference)


def _key(sent: Activity, who: Address, act: Act) -> str:
    """A form's is its own, since a client that waited too long sends it again; else the activity's.

    Some test clients number no invokes; then what was sent and when tells one from another.
    """
    if isinstance(act, Submitted):
        return f"form:{who.user}:{act.instance}"
    told = sent.id or f"{sent.timestamp} {sent.sender.id} {sent.name} {sent.value!r}"
    return f"{sent.conversation.id}:{told}"


def _short(key: str) -> str:
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _who(sent: Activity) -> Address:
    return Address(
        platform=Platform.TEAMS,
        workspace=_tenant(sent),
        user=sent.sender.aad_object_id or sent.sender.id or "",
    )


def _tenant(sent: Activity) -> str:
    said = sent.channel_data.tenant.id if sent.channel_data and sent.channel_data.tenant else None
    return sent.conversation.tenant_id or said or ""


def _place(sent: Activity) -> Place:
    return Place(
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
    """A message extension is used in chats between two people too, and Teams calls those personal."""
    is_extension = (sent.name or "").startswith("composeExtension/")
    return "" if is_extension else sent.conversation.conversation_type or ""


def _is_too_long(who: Address, place: Place) -> bool:
    ids, spots = (who.user, place.bot, place.user), (place.conversation, place.service_url)
    return (
        len(who.workspace) > _LONGEST_TENANT
        or any(len(one) > _LONGEST_ID for one in ids)
        or any(len(one) > _LONGEST_SPOT for one in spots)
    )


def _reference(sent: Activity, who: Address, place: Place) -> ConversationReference:
    zone, locale = iana_zone(sent.local_timezone or ""), sent.locale or ""
    return ConversationReference(
        who=who,
        conversation=place.conversation,
        service_url=place.service_url,
        bot=place.bot,
        user=place.user,
        zone=zone if len(zone) <= _LONGEST_ZONE else "",
        locale=locale if len(locale) <= _LONGEST_LOCALE else "",
    )

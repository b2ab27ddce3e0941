"""What the chat page sends, read into an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.surface import Action
from bot.turn import (
    Act,
    Called,
    Event,
    Pressed,
    Quoted,
    Said,
    Submitted,
)

_COMMAND = re.compile(r"/([a-z][\w-]*)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


class _Typed(msgspec.Struct, frozen=True, tag="typed", tag_field="act", forbid_unknown_fields=True):
    key: str
    who: str
    text: str
    quoted: str = ""
    """The words of the message that the command is about, if any, and who wrote them."""
    quoted_author: str = ""


class _Pressed(msgspec.Struct, frozen=True, tag="pressed", tag_field="act", forbid_unknown_fields=True):
    key: str
    who: str
    action: Action


class _Submitted(msgspec.Struct, frozen=True, tag="submitted", tag_field="act", forbid_unknown_fields=True):
    key: str
    who: str
    action: Action
    instance: str
    values: dict[str, str]


_Payload: TypeAlias = _Typed | _Pressed | _Submitted


@dataclass(frozen=True, slots=True)
class Malformed:
    """The payload is no event; `said` is a sentence for whoever sent it."""

    message: str


def parse_event(raw: bytes) -> Event | Malformed:
    try:
        payload = msgspec.json.decode(raw, type=_Payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Malformed(f"The page sent what this version does not understand ({error}). Please reload it.")
    who, act = parse_address(payload.who), _act(payload)
    if who is None:
        return Malformed("The page did not say who is writing. Please pick a person.")
    if not 0 < len(payload.key) <= 100:
        return Malformed("The page did not say which press this is. Please reload it.")
    return act if isinstance(act, Malformed) else Event(key=EventKey(payload.key), who=who, act=act)


def parse_address(text: str) -> Address | None:
    """What `str(address)` wrote."""
    platform, _, rest = text.partition(":")
    workspace, _, user = rest.partition(":")
    if platform not in set(Platform) or not user:
        return None
    return Address(platform=Platform(platform), workspace=workspace, user=user)


def _act(payload: _Payload) -> Act | Malformed:
    match payload:
        case _Typed():
            return _typed(payload.text, Quoted(payload.quoted, payload.quoted_author))
        case _Pressed():
            return Pressed(payload.action)
        case _Submitted():
            return Submitted(payload.action, payload.instance, payload.values)


def _typed(text: str, quoted: Quoted) -> Called | Said | Malformed:
    """A word behind a slash is a command; all else is said."""
    if not text.strip():
        return Malformed("There is nothing to send yet. Please write something.")
    command = _COMMAND.fullmatch(text.strip())
    if not command:
        return Said(text)
    return Called(command[1].lower(), (command[2] or "").strip(), quoted if quoted.text else None)

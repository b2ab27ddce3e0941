"""Parses payloads of the chat page into events."""

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
    """The text of the message that the command is called on, if any; the next field is its author."""
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
class MalformedEvent:
    """A payload that is no event. `message` is a sentence for the person at the page."""

    message: str


def parse_event(raw: bytes) -> Event | MalformedEvent:
    try:
        payload = msgspec.json.decode(raw, type=_Payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return MalformedEvent(
            f"The page sent what this version does not understand ({error}). Please reload it."
        )
    who, act = parse_address(payload.who), _act(payload)
    if who is None:
        return MalformedEvent("The page did not say who is writing. Please pick a person.")
    if not 0 < len(payload.key) <= 100:
        return MalformedEvent("The page did not say which press this is. Please reload it.")
    return act if isinstance(act, MalformedEvent) else Event(key=EventKey(payload.key), who=who, act=act)


def parse_address(text: str) -> Address | None:
    """Parses the format of `str(address)`; None if it is malformed."""
    platform, _, rest = text.partition(":")
    workspace, _, user = rest.partition(":")
    if platform not in set(Platform) or not user:
        return None
    return Address(platform=Platform(platform), workspace=workspace, user=user)


def _act(payload: _Payload) -> Act | MalformedEvent:
    match payload:
        case _Typed():
            return _typed(payload.text, Quoted(payload.quoted, payload.quoted_author))
        case _Pressed():
            return Pressed(payload.action)
        case _Submitted():
            return Submitted(payload.action, payload.instance, payload.values)


def _typed(text: str, quoted: Quoted) -> Called | Said | MalformedEvent:
    """Text that begins with a slash and a word is a command."""
    if not text.strip():
        return MalformedEvent("There is nothing to send yet. Please write something.")
    command = _COMMAND.fullmatch(text.strip())
    if not command:
        return Said(text)
    return Called(command[1].lower(), (command[2] or "").strip(), quoted if quoted.text else None)

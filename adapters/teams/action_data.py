"""What came back of a card of ours: a press, or a form with what was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.teams.adaptive_cards import ButtonData, decode_action_data
from adapters.teams.inputs import FIELD, NOTHING
from bot import limits
from bot.surface import Values
from bot.turn import Pressed, Submitted

_NUMBER: Final = ".15g"
"""As many digits as a client's own numbers have."""


def act_of(data: object) -> tuple[Pressed | Submitted, str] | None:
    """What it means, and the card that a form was opened from; None if it is none of ours."""
    encode_action_data = decode_action_data(data)
    if encode_action_data is None or not isinstance(data, dict):
        return None
    if isinstance(encode_action_data, ButtonData):
        return Pressed(encode_action_data.do), ""
    if not 0 < len(encode_action_data.instance) <= limits.INSTANCE:
        return None
    return Submitted(
        encode_action_data.do, encode_action_data.instance, _values(data)
    ), encode_action_data.card


def _values(data: Mapping[str, Any]) -> Values:
    return {key.removeprefix(FIELD): _value(value) for key, value in data.items() if key.startswith(FIELD)}


def _value(value: object) -> str:
    """Some clients send numbers and ticks as what they are, some as text."""
    match value:
        case str():
            return "" if value == NOTHING else value
        case bool():
            return "yes" if value else ""
        case int() | float():
            return format(value, _NUMBER) if isinstance(value, float) else str(value)
        case _:
            return ""

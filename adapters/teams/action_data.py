"""The data that our buttons and forms carry through Teams and bring back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import msgspec

from bot import limits
from bot.surface import Action, Values
from bot.turn import Pressed, Submitted

CARRIED: Final = "upmentor"
"""The key of the data under which a button or a form keeps its meaning, beside the values of inputs."""
FIELD: Final = "field."
"""The beginning of every input's id, so that none is mistaken for what a button carries."""
NOTHING: Final = "-nothing-"
"""The value of an option that takes an answer back, and of a toggle that is off."""
_NUMBER: Final = ".15g"
"""As many digits as a client's own numbers have."""


class ButtonData(msgspec.Struct, frozen=True, tag="press", tag_field="is"):
    """A button's action. Cards in chats carry this as JSON, so its names stay."""

    do: Action


class FormData(msgspec.Struct, frozen=True, omit_defaults=True, tag="form", tag_field="is"):
    """A form's data beside its inputs: its action, its instance, and the card that it was opened from.

    Cards in chats carry this as JSON, so its names stay.
    """

    do: Action
    instance: str
    card: str = ""


ActionData: TypeAlias = ButtonData | FormData


def encode_action_data(value: ActionData) -> dict[str, Any]:
    """The `data` of an Adaptive Card's action."""
    return {CARRIED: msgspec.to_builtins(value)}


def decode_action_data(data: object) -> ActionData | None:
    """The value that `encode_action_data` wrote; None for anything else."""
    held = data.get(CARRIED) if isinstance(data, dict) else None
    try:
        read: ActionData = msgspec.convert(held, ActionData)
    except (ValueError, RecursionError):
        return None
    return read


def decode_act(data: object) -> tuple[Pressed | Submitted, str] | None:
    """The act, and the card that a form was opened from; None if the data is none of ours."""
    carried = decode_action_data(data)
    if carried is None or not isinstance(data, dict):
        return None
    if isinstance(carried, ButtonData):
        return Pressed(carried.do), ""
    if not 0 < len(carried.instance) <= limits.INSTANCE:
        return None
    return Submitted(carried.do, carried.instance, decode_values(data)), carried.card


def encode_values(values: Values) -> dict[str, Any]:
    """Values as the data of a button that sends them again."""
    return {f"{FIELD}{key}": value for key, value in values.items()}


def decode_values(data: Mapping[str, Any]) -> Values:
    """A submission's values by field key."""
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

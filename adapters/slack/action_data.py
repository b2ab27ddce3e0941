"""The data that our buttons and modals carry through Slack and bring back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import msgspec

from adapters.slack.payloads import InputState
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget
from bot.surface import Action, Values

VALUE: Final = "value"
"""The action_id of every input; its block_id is the field's key."""
NOTHING: Final = "-nothing-"
"""The value of an option that takes an answer back: Slack's radio buttons cannot be unpicked."""


class FormOrigin(msgspec.Struct, frozen=True, omit_defaults=True, rename={"target": "place"}):
    """A modal's data that its submission lacks: the form's action and instance, and where the form was asked for.

    Modals in users' clients carry this as JSON, so its names stay.
    """

    action: Action
    instance: str
    target: SlackReplyTarget = DIRECT_MESSAGE


def encode_action(action: Action) -> str:
    """A button's value."""
    return msgspec.json.encode(action).decode()


def decode_action(value: str) -> Action | None:
    """The action that `encode_action` wrote; None for anything else."""
    try:
        return msgspec.json.decode(value, type=Action)
    except (ValueError, RecursionError):
        return None


def encode_origin(action: Action, instance: str, target: SlackReplyTarget) -> str:
    """A modal's private_metadata. The trigger and the view serve once, so they stay out."""
    lasting = replace(target, trigger_id="", view_id="", view_hash="")
    return msgspec.json.encode(FormOrigin(action, instance, lasting)).decode()


def decode_origin(metadata: str) -> FormOrigin | None:
    """The origin that `encode_origin` wrote; None for anything else."""
    try:
        return msgspec.json.decode(metadata, type=FormOrigin)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def decode_values(states: Mapping[str, Mapping[str, InputState]]) -> Values:
    """A submission's values by field key."""
    return {key: _value(elements.get(VALUE, InputState())) for key, elements in states.items()}


def _value(state: InputState) -> str:
    picked = state.selected_option or next(iter(state.selected_options), None)
    value = (picked.value if picked else state.selected_date or state.value) or ""
    return "" if value == NOTHING else value

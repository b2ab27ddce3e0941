"""Where an act came from, so where its answer goes; and what a modal carries to find its way back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from adapters.slack import limits
from adapters.slack.block_kit import SlackLimit
from bot.surface import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackReplyTarget:
    """What Slack said of the spot; each is "" where it does not apply.

    `channel` and `message_ts` name the card that was pressed, or the message a shortcut was used on.
    `response_url` takes five answers in thirty minutes and is the only way to change an ephemeral card.
    `trigger_id` opens one modal within three seconds. `view_id` is the modal or home tab that was pressed in; behind a
    modal that began at home stands the home tab.
    """

    channel: str = ""
    thread_ts: str = ""
    message_ts: str = ""
    response_url: str = ""
    trigger_id: str = ""
    view_id: str = ""
    view_hash: str = ""
    is_ephemeral: bool = False
    is_home: bool = False
    began_at_home: bool = False

    @property
    def is_direct(self) -> bool:
        """In the person's own chat with the bot."""
        return self.channel.startswith("D")


DIRECT_MESSAGE = SlackReplyTarget()


class FormOrigin(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a submission does not repeat: the form's action and instance, and where the form was asked for."""

    action: Action
    instance: str
    place: SlackReplyTarget = DIRECT_MESSAGE


def encode_origin(action: Action, instance: str, place: SlackReplyTarget) -> str:
    """A modal's private_metadata. What serves once (trigger, view) stays out."""
    lasting = replace(place, trigger_id="", view_id="", view_hash="")
    encoded = msgspec.json.encode(FormOrigin(action, instance, lasting)).decode()
    if len(encoded) > limits.METADATA:
        raise SlackLimit("what a modal carries", len(encoded), limits.METADATA)
    return encoded


def decode_origin(metadata: str) -> FormOrigin | None:
    """What `encode_origin` wrote; None for anything else."""
    try:
        return msgspec.json.decode(metadata, type=FormOrigin)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None

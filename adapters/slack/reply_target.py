"""The reply target: where an event came from, and therefore where to reply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackReplyTarget:
    """The place that Slack names; a field is "" where it does not apply.

    `channel` and `message_ts` name the card that was pressed, or the message a shortcut was used on.
    `response_url` takes five answers in thirty minutes and is the only way to change an ephemeral card.
    `trigger_id` opens one modal within three seconds. `view_id` is the modal or home tab that was pressed in.
    `began_at_home` says that the home tab stands behind that modal.

    Open modals carry this as JSON, so its names stay.
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

    @property
    def has_home_behind(self) -> bool:
        return self.is_home or self.began_at_home


DIRECT_MESSAGE = SlackReplyTarget()
"""No place is known, so the answer goes to the person's own chat."""

"""The reply target: where an event came from, and therefore where to reply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsReplyTarget:
    """The place that Teams names; a field is "" where it does not apply.

    `kind` is personal, groupChat or channel. `activity` is the id of what came, `reply_to` that of the card that was
    pressed. `invoke` is Teams' name for a press, a dialog or a message extension; "" for a message. `user` is the
    person's id in chats (29:…). A targeted message was written for the bot alone to see.
    """

    conversation: str
    kind: str
    service_url: str
    tenant: str
    bot: str
    user: str
    activity: str = ""
    reply_to: str = ""
    invoke: str = ""
    is_targeted: bool = False

    @property
    def is_direct(self) -> bool:
        """In the person's own chat with the bot."""
        return self.kind == "personal"

    @property
    def is_card(self) -> bool:
        """A card's own button was pressed; dialogs and message extensions have other invokes."""
        return self.invoke == CARD_ACTION


CARD_ACTION = "adaptiveCard/action"
"""The invoke of an Action.Execute."""

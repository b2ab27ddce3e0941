"""Where an act came from, so where its answer goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsReplyTarget:
    """What Teams said of the spot; each is "" where it does not apply.

    `kind` is personal, groupChat or channel. `activity` is the id of what came, `reply_to` that of the card that was
    pressed. `invoke` is Teams' word for a press, a dialog or a message extension; "" for a message. `user` is the
    person's id in chats (29:…). A targeted message was written so that the bot alone sees it.
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
    def is_personal(self) -> bool:
        """In the person's own chat with the bot."""
        return self.kind == "personal"

"""Conversation references: the addresses of people's own chats in Teams, and their store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReference:
    """A person's own chat with the bot, as their last activity there showed it.

    `bot` and `user` are the ids that Teams gives both of them in chats (28:… and 29:…). `zone`, `locale` and `email`
    are Teams' facts about the person; "" is unknown.
    """

    who: Address
    conversation: str
    service_url: str
    bot: str
    user: str
    zone: str = ""
    locale: str = ""
    email: str = ""


class ConversationReferences(Protocol):
    """Each call is a transaction of its own and blocks."""

    def find(self, who: Address) -> ConversationReference | None: ...

    def of_email(self, workspace: str, email: str) -> ConversationReference | None:
        """The reference of the person with this email in the tenant."""

    def any_in(self, workspace: str) -> ConversationReference | None:
        """Any reference in the tenant: its service address serves the others too."""

    def keep(self, reference: ConversationReference) -> None:
        """Replaces the person's reference. Without a new email, the known one stays."""

    def forget(self, who: Address) -> bool:
        """Returns whether there was one."""

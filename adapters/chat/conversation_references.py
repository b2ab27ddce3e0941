"""A conversation reference: what is needed to speak first to a person in Teams, and where such things are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReference:
    """A person's own chat with the bot, as their last activity there showed it.

    `bot` and `user` are the ids that Teams gives both of them in chats (28:… and 29:…). `zone`, `locale` and `email`
    are what Teams said of the person beside it; "" is unknown.
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
        """Of the person whom Teams knows under this email in the tenant."""

    def any_in(self, workspace: str) -> ConversationReference | None:
        """Somebody's in the tenant: whoever has none is served at the same address."""

    def keep(self, reference: ConversationReference) -> None:
        """Replaces what was kept of the same person; an email that is known stays where there is no other."""

    def forget(self, who: Address) -> bool:
        """Whether there was one."""

"""References kept in memory, as the database keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from adapters.chat.conversation_references import ConversationReference
from bot.address import Address
from bot.people.roles import Platform
from tests.teams.server.names import BOT, TENANT, account, member, own_chat


@dataclass
class KeptReferences:
    kept: dict[Address, ConversationReference] = field(default_factory=dict)

    def find(self, who: Address) -> ConversationReference | None:
        return self.kept.get(who)

    def of_email(self, workspace: str, email: str) -> ConversationReference | None:
        return next(
            (r for who, r in self.kept.items() if who.workspace == workspace and r.email == email.casefold()),
            None,
        )

    def any_in(self, workspace: str) -> ConversationReference | None:
        return next((one for who, one in self.kept.items() if who.workspace == workspace), None)

    def keep(self, reference: ConversationReference) -> None:
        before = self.kept.get(reference.who, reference)
        self.kept[reference.who] = replace(
            reference,
            zone=reference.zone or before.zone,
            locale=reference.locale or before.locale,
            email=(reference.email or before.email).casefold(),
        )

    def forget(self, who: Address) -> bool:
        return self.kept.pop(who, None) is not None


def address(name: str) -> Address:
    return Address(platform=Platform.TEAMS, workspace=TENANT, user=account(name))


def reference(name: str, service_url: str) -> ConversationReference:
    return ConversationReference(
        who=address(name),
        conversation=own_chat(name),
        service_url=service_url,
        bot=BOT,
        user=member(name),
        zone="Europe/London",
        locale="en-GB",
    )

"""The built-in desk: tickets stay in Upmentor, and IT people work on them in chat."""

from __future__ import annotations

from typing import Final

from bot.ports import TicketOrder, TicketStatus
from bot.tickets.desk_cards import OWN_DESK
from bot.tickets.model import TicketState


class BuiltInDesk:
    name: Final = OWN_DESK
    can_poll: Final = False

    async def check(self) -> str:
        return "the list in chat, for the IT people of each cohort, else its leads"

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus:
        return TicketStatus(reference=order.reference, state=TicketState.OPEN)

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus:
        return TicketStatus(reference=reference, state=TicketState.OPEN)

    async def reopen(self, reference: str, order: TicketOrder, *, number: int) -> TicketStatus:
        return TicketStatus(reference=reference, state=TicketState.OPEN)

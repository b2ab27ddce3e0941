"""The list that Upmentor keeps itself: its tickets are here already, and IT people act on them in chat."""

from __future__ import annotations

from typing import Final

from bot.flags.model import TicketState
from bot.ports import Standing, TicketOrder
from bot.tickets.desk_cards import OWN_DESK


class OwnList:
    name: Final = OWN_DESK
    can_be_asked: Final = False

    async def check(self) -> str:
        return "the list in chat, for the IT people of each cohort, else its leads"

    async def create(self, order: TicketOrder, *, attempts: int) -> Standing:
        return Standing(reference=order.reference, state=TicketState.OPEN)

    async def look(self, reference: str, order: TicketOrder) -> Standing:
        return Standing(reference=reference, state=TicketState.OPEN)

    async def reopen(self, reference: str, order: TicketOrder, *, number: int) -> Standing:
        return Standing(reference=reference, state=TicketState.OPEN)

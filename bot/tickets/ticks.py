"""Ticks of tickets: drafts expire."""

from __future__ import annotations

from datetime import datetime

from bot.events import TicketDraftExpired
from bot.ids import TicketId
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.tickets import screens
from bot.tickets.model import TicketState
from bot.tickets.sealing import open_ticket


def drop_stale(unit: UnitOfWork, ticket: TicketId, now: datetime) -> None:
    """A draft that its owner left alone for too long; they are told."""
    kept = unit.tickets.ticket(ticket, lock=True)
    if kept is None or kept.state is not TicketState.DRAFT:
        return
    owner = unit.people.person(open_ticket(unit, kept).owner)
    unit.tickets.drop(ticket)
    unit.publish(TicketDraftExpired(ticket=kept))
    unit.outbox.enqueue([in_working_hours(owner, screens.draft_expired(kept.reference), now)])

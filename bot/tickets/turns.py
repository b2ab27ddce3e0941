"""The life of a ticket: drafted, confirmed by its owner, handed to the desk, followed there, opened again.

    DRAFT -> QUEUED -> OPEN <-> WAITING -> DONE -> (reopened) QUEUED -> OPEN ...
                `-> FAILED -> (sent again) QUEUED

The owner's card is redrawn with every change, and each change rings once.
"""

from __future__ import annotations

from dataclasses import replace

from bot.ids import TicketId
from bot.screens import stale
from bot.surface import Action
from bot.tickets.drafts import own_ticket, queue_job
from bot.tickets.model import DeskJobKind, TicketState
from bot.tickets.status import card, redrawn
from bot.turn import Redraw, Reply, Show, Turn


def reopen(turn: Turn, action: Action) -> Reply:
    """Opens a done ticket again at the desk, or sends a failed one once more."""
    found = own_ticket(turn, TicketId(action.params.get("ticket", "")))
    if found is None:
        return Show(stale())
    ticket, words = found
    if not turn.is_repeat:
        if ticket.state is TicketState.DONE:
            reopened = replace(ticket, reopened=ticket.reopened + 1)
            ticket = queue_job(turn.unit, reopened, DeskJobKind.REOPEN, reopened.reopened, turn.now)
        elif ticket.state is TicketState.FAILED:
            ticket = queue_job(turn.unit, ticket, DeskJobKind.CREATE, 1, turn.now, attempts=1)
        turn.unit.outbox.enqueue([redrawn(ticket, words)])
    return Redraw(card(ticket, words))

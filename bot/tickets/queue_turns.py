"""IT people work off the list that Upmentor keeps itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.ids import TicketId
from bot.screens import stale
from bot.surface import Action, Message
from bot.tickets import screens
from bot.tickets.desk_cards import OWN_DESK, WORKS_OFF, it_people, redraw, taker_of, workers_of
from bot.tickets.model import Ticket, TicketState
from bot.tickets.sealing import open_ticket
from bot.tickets.status import set_state
from bot.turn import Redraw, Reply, Show, Turn

_AT_DESK = (TicketState.OPEN, TicketState.WAITING, TicketState.DONE)


def show(turn: Turn, _said: object = "") -> Reply:
    """`/tickets`: what waits for the person, oldest first."""
    unit = turn.unit
    memberships = unit.people.memberships(turn.person.id)
    cohorts = sorted({m.cohort for m in memberships if m.role in WORKS_OFF})
    waiting = [one for one in unit.tickets.queue(cohorts) if one.desk == OWN_DESK and _is_theirs(turn, one)]
    if not waiting and not any(turn.person in it_people(unit, cohort) for cohort in cohorts):
        return Show(screens.it_only())
    rows = [(one, open_ticket(unit, one), taker_of(unit, one)) for one in waiting]
    return Show(screens.queue(rows, turn.person))


def show_one(turn: Turn, action: Action) -> Reply:
    found = _served(turn, action)
    return Show(_card(turn, found)) if isinstance(found, Ticket) else found


def take(turn: Turn, action: Action) -> Reply:
    return _act(turn, action, lambda one: (replace(one, taken_by=turn.person.id), TicketState.OPEN))


def wait(turn: Turn, action: Action) -> Reply:
    return _act(turn, action, lambda one: (one, TicketState.WAITING))


def done(turn: Turn, action: Action) -> Reply:
    return _act(turn, action, lambda one: (one, TicketState.DONE))


def open_again(turn: Turn, action: Action) -> Reply:
    return _act(turn, action, lambda one: (one, TicketState.OPEN))


def _act(turn: Turn, action: Action, do: Callable[[Ticket], tuple[Ticket, TicketState]]) -> Reply:
    found = _served(turn, action)
    if not isinstance(found, Ticket):
        return found
    if found.state in _AT_DESK and not turn.is_repeat:
        before = found
        found = set_state(turn.unit, *do(found), turn.now)
        if (
            found.state is before.state and found != before
        ):  # taken, and open as it was: no news for its owner
            redraw(turn.unit, found, open_ticket(turn.unit, found))
    return Redraw(_card(turn, found))


def _served(turn: Turn, action: Action) -> Ticket | Reply:
    """The ticket, locked, if the person works off its cohort's list; else why not."""
    ticket = turn.unit.tickets.ticket(TicketId(action.params.get("ticket", "")), lock=True)
    if ticket is None or not _is_theirs(turn, ticket):
        return Show(stale())
    if ticket.desk != OWN_DESK:
        return Show(screens.kept_elsewhere())
    return ticket


def _is_theirs(turn: Turn, ticket: Ticket) -> bool:
    return turn.person in workers_of(turn.unit, ticket)


def _card(turn: Turn, ticket: Ticket) -> Message:
    words = open_ticket(turn.unit, ticket)
    return screens.at_desk(ticket, words, turn.person, taker_of(turn.unit, ticket))

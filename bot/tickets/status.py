"""Applies what the desk says: how a job went, and a ticket's status; tells who should know."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.ids import TicketId
from bot.outbox import RETRY_DELAYS, OutgoingMessage, Retry, Undeliverable
from bot.people.scheduling import in_working_hours
from bot.ports import Desk, TicketOrder, TicketStatus, UnitOfWork
from bot.privacy.days import day_of
from bot.surface import Message
from bot.tickets import desk_cards, screens
from bot.tickets.model import DeskJob, DeskJobKind, Ticket, TicketState, TicketWords
from bot.tickets.sealing import open_ticket

LEASE: Final = timedelta(minutes=2)
"""How long a claimed job or look is somebody's. Longer than all that one of them can take."""
WHY_LETTERS: Final = 300
_AT_DESK: Final = (TicketState.OPEN, TicketState.WAITING, TicketState.DONE)
_MOST_ATTEMPTS: Final = 30_000
"""The most that is kept of a number that only says whether to search first."""
_POLL_EVERY: Final = (
    (timedelta(days=2), timedelta(minutes=5)),
    (timedelta(days=14), timedelta(minutes=30)),
)
"""Up to this long after the day of its last change, a ticket is looked at so often; later _POLL_SELDOM."""
_POLL_SELDOM: Final = timedelta(hours=6)
_DONE_POLLED_FOR: Final = timedelta(days=14)
"""IT may open by itself again what it called done."""


def order_of(ticket: Ticket, words: TicketWords) -> TicketOrder:
    return TicketOrder(
        key=ticket.id,
        reference=ticket.reference,
        summary=words.summary,
        text=words.text,
        requester=words.requester,
    )


def record_job_outcome(
    unit: UnitOfWork,
    job: DeskJob,
    outcome: TicketStatus | Retry | Undeliverable,
    *,
    now: datetime,
    desk: Desk,
) -> None:
    """Keeps what came of a job that was claimed."""
    ticket = unit.tickets.ticket(job.ticket, lock=True)
    if ticket is None:
        return
    match outcome:
        case Retry() if job.kind is DeskJobKind.REOPEN and job.attempts >= len(RETRY_DELAYS):
            unit.tickets.drop_job(job)
            _not_taken(unit, job, ticket, now)
        case Retry():
            unit.tickets.keep_job(_put_off(job, outcome, now))
        case Undeliverable():
            unit.tickets.drop_job(job)
            _not_taken(unit, job, ticket, now)
        case TicketStatus():
            unit.tickets.drop_job(job)
            _taken(unit, ticket, outcome, now, desk)
            if job.attempts:  # the desk is back: what else waits for it need not wait
                unit.tickets.hurry_jobs(now, beyond=now + LEASE)
        case _ as never:
            assert_never(never)


def apply_status(
    unit: UnitOfWork, ticket: TicketId, standing: TicketStatus, *, now: datetime, desk: Desk
) -> None:
    """How a ticket stands, as the desk says: unasked, or asked just now. What is older than the latest is ignored."""
    kept = unit.tickets.ticket(ticket, lock=True)
    if kept is None or kept.state is TicketState.DRAFT or not _is_news(kept, standing, desk):
        return
    _change(unit, kept, standing, now, desk)


def put_off_poll(unit: UnitOfWork, ticket: TicketId, until: datetime) -> None:
    """The desk could not be asked."""
    kept = unit.tickets.ticket(ticket, lock=True)
    if kept is not None and kept.look_at is not None and kept.state in _AT_DESK:
        unit.tickets.keep(replace(kept, look_at=until))


def poll_soon(unit: UnitOfWork, ticket: TicketId, now: datetime, desk: Desk) -> None:
    """The desk hints that something changed. What is on its way there is looked at when it has arrived."""
    kept = unit.tickets.ticket(ticket, lock=True)
    if kept is not None and kept.desk == desk.name and kept.state in _AT_DESK:
        unit.tickets.keep(replace(kept, look_at=now))


def set_state(unit: UnitOfWork, ticket: Ticket, state: TicketState, now: datetime) -> Ticket:
    """The ticket in its state, with its owner and the desk's people told. Nothing is told where nothing changes."""
    if ticket.state is state:
        unit.tickets.keep(ticket)
        return ticket
    changed = replace(ticket, state=state, changed_at=day_of(now))
    unit.tickets.keep(changed)
    words = open_ticket(unit, changed)
    owner = unit.people.person(words.owner)
    told = in_working_hours(owner, screens.news(changed, shows_link=bool(words.requester)), now)
    unit.outbox.enqueue([redrawn(changed, words), told])
    desk_cards.redraw(unit, changed, words)
    return changed


def _put_off(job: DeskJob, outcome: Retry, now: datetime) -> DeskJob:
    """Later each time, not before the desk wishes, and with the last delay as long as the desk is away."""
    attempts = min(job.attempts + 1, _MOST_ATTEMPTS)
    delay = RETRY_DELAYS[min(attempts, len(RETRY_DELAYS)) - 1]
    return replace(
        job,
        attempts=attempts,
        next_at=now + max(delay, outcome.after or delay),
        why=outcome.why[:WHY_LETTERS],
    )


def _not_taken(unit: UnitOfWork, job: DeskJob, ticket: Ticket, now: datetime) -> None:
    if ticket.state is not TicketState.QUEUED:
        return
    if job.kind is DeskJobKind.CREATE:
        set_state(unit, ticket, TicketState.FAILED, now)
        return
    done = replace(ticket, state=TicketState.DONE, look_at=now)
    unit.tickets.keep(done)
    words = open_ticket(unit, done)
    owner = unit.people.person(words.owner)
    unit.outbox.enqueue([redrawn(done, words), in_working_hours(owner, screens.not_reopened(done), now)])


def _taken(unit: UnitOfWork, ticket: Ticket, standing: TicketStatus, now: datetime, desk: Desk) -> None:
    """Keeps what the desk said in the meantime: it is newer than the answer to a job."""
    if ticket.state in (TicketState.QUEUED, TicketState.FAILED):
        ticket = _change(unit, ticket, standing, now, desk)
    else:
        ticket = replace(ticket, desk_reference=standing.reference, url=standing.url, desk=desk.name)
        unit.tickets.keep(ticket)
    if desk.name == desk_cards.OWN_DESK:
        desk_cards.tell(unit, ticket, open_ticket(unit, ticket), now)


def _change(unit: UnitOfWork, ticket: Ticket, standing: TicketStatus, now: datetime, desk: Desk) -> Ticket:
    changed_at = day_of(now) if standing.state is not ticket.state else ticket.changed_at
    heard = replace(
        ticket,
        desk=desk.name,
        desk_reference=standing.reference or ticket.desk_reference,
        url=standing.url or ticket.url,
        said_at=standing.at or ticket.said_at,
        look_at=_poll_at(standing.state, changed_at, now) if desk.can_poll else None,
    )
    return set_state(unit, heard, standing.state, now)


def _is_news(ticket: Ticket, standing: TicketStatus, desk: Desk) -> bool:
    if ticket.desk not in ("", desk.name):
        return False
    said, before = standing.at, ticket.said_at
    # One that tells may tell the same twice; one that was asked may have changed twice in a second.
    if said and before and (said < before if desk.can_poll else said <= before):
        return False
    is_being_reopened = ticket.state is TicketState.QUEUED and ticket.desk_reference
    if not is_being_reopened:
        return True
    # Until the desk has opened it, it says "done" as before. One that can be asked is asked again afterwards.
    return not desk.can_poll and said is not None


def _poll_at(state: TicketState, changed_at: datetime, now: datetime) -> datetime | None:
    age = now - changed_at
    if state is TicketState.DONE:
        return now + _POLL_SELDOM if age < _DONE_POLLED_FOR else None
    return now + next((every for up_to, every in _POLL_EVERY if age < up_to), _POLL_SELDOM)


def card(ticket: Ticket, words: TicketWords) -> Message:
    """The card in its owner's chat."""
    return screens.card(ticket, shows_link=bool(words.requester))


def redrawn(ticket: Ticket, words: TicketWords) -> OutgoingMessage:
    return OutgoingMessage(person=words.owner, message=card(ticket, words), card=words.card, redraws=True)

"""Tickets for other nouns: they draft one, show the exact text, hand it to the desk, or drop it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ids import AskId, CohortId, FlagId, TicketId, new_id
from bot.outbox import OutgoingMessage
from bot.ports import UnitOfWork
from bot.privacy.days import day_of
from bot.surface import Button, Message
from bot.tickets import screens
from bot.tickets.model import DRAFTS_KEPT, DeskJob, DeskJobKind, Ticket, TicketState, TicketWords
from bot.tickets.sealing import open_ticket, plain_line, plain_text, seal_ticket
from bot.tickets.status import card
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The subject of a ticket: one flag, or one ask, whose reference it bears."""

    cohort: CohortId
    reference: str
    flag: FlagId | None = None
    ask: AskId | None = None


def draft_ticket(turn: Turn, subject: Subject, *, summary: str, text: str, requester: str = "") -> Ticket:
    """Keeps a draft of the person's, or replaces the one of the same flag or ask; one that was sent stays as it is.

    The texts are cleaned: the summary is one line, neither holds what cannot be seen, and what is too long ends in "…".
    """
    before = _of(turn, subject)
    if before and (turn.is_repeat or before.state is not TicketState.DRAFT):
        return before
    words = TicketWords(
        summary=plain_line(summary),
        text=plain_text(text),
        owner=turn.person.id,
        requester=requester,
        card=new_id(),
    )
    ticket = Ticket(
        id=before.id if before else TicketId(new_id()),
        cohort=subject.cohort,
        flag=subject.flag,
        ask=subject.ask,
        reference=subject.reference,
        state=TicketState.DRAFT,
        created_at=day_of(turn.now),
        changed_at=day_of(turn.now),
        look_at=turn.now + DRAFTS_KEPT,
        sealed=b"",
    )
    ticket = replace(ticket, sealed=seal_ticket(turn.unit, ticket, words))
    if not turn.is_repeat:
        turn.unit.tickets.keep(ticket)
    return ticket


def confirm(turn: Turn, ticket: TicketId) -> Ticket | None:
    """The draft goes to the desk and its card into its owner's chat; None if it is gone or somebody else's."""
    found = own_ticket(turn, ticket)
    if found is None:
        return None
    kept, words = found
    if kept.state is not TicketState.DRAFT or turn.is_repeat:
        return kept
    queued = queue_job(turn.unit, kept, DeskJobKind.CREATE, 1, turn.now)
    turn.unit.outbox.enqueue(
        [OutgoingMessage(person=turn.person.id, message=card(queued, words), card=words.card)]
    )
    return queued


def drop(turn: Turn, ticket: TicketId) -> bool:
    """The draft is deleted; False if it is no draft of theirs."""
    found = own_ticket(turn, ticket)
    if found is None or found[0].state is not TicketState.DRAFT:
        return False
    if not turn.is_repeat:
        turn.unit.tickets.drop(ticket)
    return True


def drop_drafts_of(unit: UnitOfWork, flag: FlagId) -> None:
    """The flag is not for IT, or not wanted: no card from before can send it there."""
    for ticket in unit.tickets.of(flags=[flag]):
        if ticket.state is TicketState.DRAFT:
            unit.tickets.drop(ticket.id)


def _of(turn: Turn, subject: Subject) -> Ticket | None:
    found = turn.unit.tickets.of(
        flags=[subject.flag] if subject.flag else [], asks=[subject.ask] if subject.ask else []
    )
    return next(iter(found), None)


def show_draft(turn: Turn, ticket: Ticket, choices: Iterable[Button]) -> Message:
    """The exact text, above what the person can do."""
    return screens.draft(ticket, open_ticket(turn.unit, ticket), turn.person, *choices)


def show_sent(ticket: Ticket) -> Message:
    return screens.sent(ticket)


def show_dropped(reference: str) -> Message:
    return screens.dropped(reference)


def status_of(ticket: Ticket) -> str:
    """One sentence."""
    return screens.status(ticket)


def own_ticket(turn: Turn, ticket: TicketId) -> tuple[Ticket, TicketWords] | None:
    kept = turn.unit.tickets.ticket(ticket, lock=True)
    if kept is None:
        return None
    words = open_ticket(turn.unit, kept)
    return (kept, words) if words.owner == turn.person.id else None


def queue_job(
    unit: UnitOfWork, ticket: Ticket, kind: DeskJobKind, number: int, now: datetime, *, attempts: int = 0
) -> Ticket:
    queued = replace(ticket, state=TicketState.QUEUED, changed_at=day_of(now), look_at=None)
    unit.tickets.keep(queued)
    unit.tickets.keep_job(DeskJob(ticket=ticket.id, kind=kind, number=number, attempts=attempts, next_at=now))
    return queued

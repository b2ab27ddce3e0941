"""Tickets of the IT desk, and jobs that wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, or_, select, update

from adapters.sql.errors import translate_errors
from adapters.sql.statements import add_once, locked, put
from adapters.sql.tables import desk_call, desk_errand, ticket
from bot.ids import AskId, CohortId, FlagId, TicketId
from bot.tickets.model import DeskJob, DeskJobKind, Ticket, TicketState

_KEEP = put(ticket)
_TICKET = select(ticket).where(ticket.c.id == bindparam("ticket"))
_AT_DESK = select(ticket.c.id).where(ticket.c.desk_reference == bindparam("reference"))
_OF = (
    select(ticket)
    .where(
        or_(
            ticket.c.flag.in_(bindparam("flags", expanding=True)),
            ticket.c.ask.in_(bindparam("asks", expanding=True)),
        )
    )
    .order_by(ticket.c.created_at.desc(), ticket.c.id)
)
_QUEUE = (
    select(ticket)
    .where(
        ticket.c.cohort.in_(bindparam("cohorts", expanding=True)),
        ticket.c.state.in_((TicketState.OPEN, TicketState.WAITING)),
    )
    .order_by(ticket.c.created_at, ticket.c.id)
)
_DROP = delete(ticket).where(ticket.c.id == bindparam("of"))
_DUE = select(ticket.c.id).where(ticket.c.look_at <= bindparam("now")).order_by(ticket.c.look_at)
_STALE_DRAFTS = _DUE.where(ticket.c.state == TicketState.DRAFT)
_DUE_POLLS = _DUE.where(ticket.c.desk == bindparam("desk"), ticket.c.state != TicketState.DRAFT)
_HOLD_POLL = (
    update(ticket)
    .where(ticket.c.id == bindparam("of"))
    .values(look_at=bindparam("until", type_=ticket.c.look_at.type))
)
_KEEP_JOB = put(desk_errand)
_DUE_JOBS = (
    select(desk_errand).where(desk_errand.c.next_at <= bindparam("now")).order_by(desk_errand.c.next_at)
)
_THIS_JOB = (
    desk_errand.c.ticket == bindparam("of"),
    desk_errand.c.kind == bindparam("what"),
    desk_errand.c.number == bindparam("nth"),
)
_HOLD = (
    update(desk_errand)
    .where(*_THIS_JOB)
    .values(next_at=bindparam("until", type_=desk_errand.c.next_at.type), attempts=desk_errand.c.attempts + 1)
)
_HURRY = (
    update(desk_errand)
    .where(desk_errand.c.next_at > bindparam("beyond", type_=desk_errand.c.next_at.type))
    .values(next_at=bindparam("now", type_=desk_errand.c.next_at.type))
)
_DONE = delete(desk_errand).where(*_THIS_JOB)
_WAITING = select(func.count()).select_from(desk_errand)
_WHY = (
    select(desk_errand.c.why)
    .where(desk_errand.c.why != "")
    .order_by(desk_errand.c.attempts.desc(), desk_errand.c.ticket)
    .limit(1)
)
_TAKE_CALL = add_once(desk_call)
_FORGET_CALLS = delete(desk_call).where(desk_call.c.at < bindparam("before"))


class SqlTickets:
    """A `TicketStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, ticket_: Ticket) -> None:
        row = {column.name: getattr(ticket_, column.name) for column in ticket.c}
        self._connection.execute(_KEEP[self._connection.dialect.name], row)

    def ticket(self, ticket: TicketId, *, lock: bool = False) -> Ticket | None:
        row = self._connection.execute(locked(_TICKET, lock), {"ticket": ticket}).one_or_none()
        return _ticket(row) if row is not None else None

    def at_desk(self, desk_reference: str) -> TicketId | None:
        found = self._connection.scalars(_AT_DESK, {"reference": desk_reference}).first()
        return TicketId(found) if desk_reference and found is not None else None

    def of(self, *, flags: Sequence[FlagId] = (), asks: Sequence[AskId] = ()) -> tuple[Ticket, ...]:
        rows = self._connection.execute(_OF, {"flags": list(flags), "asks": list(asks)})
        return tuple(map(_ticket, rows))

    def queue(self, cohorts: Sequence[CohortId]) -> tuple[Ticket, ...]:
        return tuple(map(_ticket, self._connection.execute(_QUEUE, {"cohorts": list(cohorts)})))

    def drop(self, ticket: TicketId) -> None:
        self._connection.execute(_DROP, {"of": ticket})

    def stale_drafts(self, now: datetime, limit: int) -> tuple[TicketId, ...]:
        found = self._connection.scalars(_STALE_DRAFTS.limit(limit), {"now": now})
        return tuple(map(TicketId, found))

    def claim_polls(self, desk: str, now: datetime, *, until: datetime, limit: int) -> tuple[TicketId, ...]:
        due = _DUE_POLLS.limit(limit).with_for_update(skip_locked=True)
        found = tuple(map(TicketId, self._connection.scalars(due, {"now": now, "desk": desk})))
        for one in found:
            self._connection.execute(_HOLD_POLL, {"of": one, "until": until})
        return found

    def keep_job(self, job: DeskJob) -> None:
        row = {column.name: getattr(job, column.name) for column in desk_errand.c}
        self._connection.execute(_KEEP_JOB[self._connection.dialect.name], row)

    def claim_jobs(self, now: datetime, *, until: datetime, limit: int) -> tuple[DeskJob, ...]:
        due = _DUE_JOBS.limit(limit).with_for_update(skip_locked=True)
        found = tuple(map(_job, self._connection.execute(due, {"now": now})))
        for job in found:
            self._connection.execute(_HOLD, {**_named(job), "until": until})
        return found

    def drop_job(self, job: DeskJob) -> None:
        self._connection.execute(_DONE, _named(job))

    def hurry_jobs(self, now: datetime, *, beyond: datetime) -> None:
        self._connection.execute(_HURRY, {"now": now, "beyond": beyond})

    def take_call(self, signature: str, at: datetime) -> bool:
        row = {"signature": signature, "at": at}
        return self._connection.execute(_TAKE_CALL[self._connection.dialect.name], row).rowcount == 1

    def forget_calls(self, before: datetime) -> None:
        self._connection.execute(_FORGET_CALLS, {"before": before})


def waiting_at_desk(engine: Engine) -> tuple[int, str]:
    """How many jobs wait, and why the one with the most attempts failed. Raises DatabaseError."""
    with translate_errors(), engine.connect() as connection:
        waiting = connection.execute(_WAITING).scalar_one()
        return waiting, connection.execute(_WHY).scalar() or ""


def _named(job: DeskJob) -> dict[str, object]:
    return {"of": job.ticket, "what": job.kind, "nth": job.number}


def _ticket(row: Row[*tuple[Any, ...]]) -> Ticket:
    return Ticket(**row._asdict() | {"state": TicketState(row.state)})


def _job(row: Row[*tuple[Any, ...]]) -> DeskJob:
    return DeskJob(**row._asdict() | {"kind": DeskJobKind(row.kind)})

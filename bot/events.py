"""Domain events: what one noun does that others act on, at once and in the same transaction.

`UnitOfWork.publish` calls every listener that a feature declares (`bot/<noun>/feature.py`). A listener that raises
undoes the whole transaction, so an event is never half heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.charter.model import Charter, Terms
from bot.checkins.model import Round
from bot.ids import PersonId
from bot.programme.model import Cohort, Pairing
from bot.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortLaunched:
    """A cohort starts. `terms` are those of its first charter, `actor` launched it."""

    cohort: Cohort
    terms: Terms
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingsStarted:
    """A roster brought pairs, or other line managers, into a cohort that is running.

    `reassigned` are mentors whose line manager is another than before.
    """

    cohort: Cohort
    pairings: tuple[Pairing, ...]
    reassigned: frozenset[PersonId]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterPublished:
    """A version is in force. `before` is the one it replaces; None at the launch."""

    cohort: Cohort
    charter: Charter
    before: Charter | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterSigned:
    """The second of a pair signed the charter in force. The cohort is locked."""

    cohort: Cohort
    pairing: Pairing
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLogged:
    pairing: Pairing
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosing:
    """A round closes: its release is kept, and what else is counted until now may be added to it."""

    cohort: Cohort
    round: Round
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReturned:
    """A pause ended."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraftExpired:
    """A draft that nobody confirmed in time is deleted."""

    ticket: Ticket


DomainEvent: TypeAlias = (
    CohortLaunched
    | PairingsStarted
    | CharterPublished
    | CharterSigned
    | SessionLogged
    | RoundClosing
    | PersonReturned
    | TicketDraftExpired
)

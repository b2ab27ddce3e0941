"""Scope flags, what executives ask for, and tickets: facts and the rules that need nothing but them."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from bot.ids import AskId, CohortId, FlagId, PairingId, PersonId, TicketId


class FlagKind(StrEnum):
    """What a flag is about; the charter's rules suggest one, the mentor decides."""

    IT_SUPPORT = "it_support"
    DECISION = "decision"
    ERRAND = "errand"
    WORKLOAD = "workload"
    DISCOMFORT = "discomfort"


class Lane(StrEnum):
    """Where a request goes."""

    IN_SCOPE = "in_scope"
    IT = "it"
    DECISION = "decision"


class Disclosure(StrEnum):
    """How much of a flag its contact learns; the mentor picks it."""

    NAMED = "named"
    UNNAMED = "unnamed"
    COUNT = "count"


class FlagState(StrEnum):
    DRAFT = "draft"
    """For IT, and its ticket is not confirmed: it counts nowhere."""
    AT_DESK = "at_desk"
    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"
    COUNTED = "counted"
    """Nobody reads it."""


class FlagWords(msgspec.Struct, frozen=True):
    """What is sealed of a flag: who wrote it and every word of it, so that the database alone names nobody."""

    author: PersonId
    pairing: PairingId
    detail: str
    quoted: str = ""
    quoted_author: str = ""
    card: str = ""
    """Of the card in the mentor's own chat; random, so that it does not tie the chat to the flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One scope flag. `pseudonym` stands for its author: the same for all flags of a person in a cohort.

    `act_by` is when the contact must have acted; after it the flag goes to the other contact if `may_pass_on`.
    All other moments are days (`day_of`).
    """

    id: FlagId
    cohort: CohortId
    pseudonym: str
    kind: FlagKind
    telling: Disclosure
    contact: PersonId | None
    state: FlagState
    reference: str
    opened_at: datetime
    act_by: datetime | None
    may_pass_on: bool
    passed_on_at: datetime | None = None
    late_at: datetime | None = None
    """When its mentor heard that the time to act was over."""
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    sealed: bytes


class Author(StrEnum):
    MENTOR = "mentor"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEntry:
    """One message of the two-way thread under a flag; numbers count from 1, and `at` is a day."""

    flag: FlagId
    number: int
    by: Author
    at: datetime
    sealed: bytes


class TicketState(StrEnum):
    DRAFT = "draft"
    """Shown to whoever it is from, and not confirmed."""
    QUEUED = "queued"
    """On its way to the desk."""
    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    """The desk will not take it, as it is."""


def day_of(moment: datetime) -> datetime:
    """The beginning of its day in UTC: all that is kept of when a flag or its ticket moved.

    Messages are kept with their moment and whom they were for, so a moment here would tell whose flag it is.
    """
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


DRAFTS_KEPT: Final = timedelta(days=7)
"""How long a draft waits for its owner."""


class TicketWords(msgspec.Struct, frozen=True):
    """What is sealed of a ticket. `requester` is an email, or "" for the bot's own account at the desk."""

    summary: str
    text: str
    owner: PersonId
    """Whose chat its card stands in."""
    requester: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One request to the IT desk. `id` is also the key by which the desk recognises a repeated creation.

    `desk` names the desk that has it; `desk_reference` and `url` are its own. `said_at` is what the desk's clock said
    with its latest news: what is older is not listened to. `look_at` is when to ask the desk again, or when a draft is
    dropped; None where neither is due. `reopened` counts how often its owner opened it again.
    """

    id: TicketId
    cohort: CohortId
    flag: FlagId | None
    ask: AskId | None
    reference: str
    state: TicketState
    desk: str = ""
    desk_reference: str = ""
    url: str = ""
    taken_by: PersonId | None = None
    created_at: datetime
    changed_at: datetime
    said_at: datetime | None = None
    look_at: datetime | None = None
    reopened: int = 0
    sealed: bytes


class DeskJobKind(StrEnum):
    CREATE = "create"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskJob:
    """Something to be done at the desk, kept with the facts that ask for it and done later, at least once.

    `attempts` are those that began before this one: each may have succeeded without our knowing.
    """

    ticket: TicketId
    kind: DeskJobKind
    number: int
    """Tells a second reopening from a repeat of the first."""
    attempts: int
    next_at: datetime
    why: str = ""
    """Why the last attempt came to nothing, and the mend, for whoever runs this."""


class AskState(StrEnum):
    DRAFT = "draft"
    """Sorted and shown, not confirmed."""
    AGENDA = "agenda"
    DESK = "desk"
    HANDED_BACK = "handed_back"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What an executive asked for. `tell_at`: when the mentor's digest names it, if it joins the agenda."""

    id: AskId
    cohort: CohortId
    pairing: PairingId
    suggested: Lane
    lane: Lane
    state: AskState
    asked_at: datetime
    tell_at: datetime | None = None
    told_at: datetime | None = None
    sealed: bytes


_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def reference_of(flag: FlagId) -> str:
    """The same for the same flag, so that a form that comes twice is one reference."""
    digest = int.from_bytes(hashlib.sha256(flag.encode()).digest())
    return "F-" + "".join(_LETTERS[digest // len(_LETTERS) ** n % len(_LETTERS)] for n in range(7))


def new_reference() -> str:
    """What a person can read out: F- and seven characters that nobody confuses."""
    return "F-" + "".join(secrets.choice(_LETTERS) for _ in range(7))

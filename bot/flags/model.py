"""Scope flags: a mentor says that something is not theirs to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from bot.ids import CohortId, FlagId, PairingId, PersonId


class FlagKind(StrEnum):
    """The subject of a flag: the charter's rules suggest one, the mentor decides."""

    IT_SUPPORT = "it_support"
    DECISION = "decision"
    ERRAND = "errand"
    WORKLOAD = "workload"
    DISCOMFORT = "discomfort"


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
    """The sealed part of a flag: its author and every word of it, so that the database alone names nobody."""

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


@dataclass(frozen=True, slots=True)
class FlagCount:
    """How many flags of a kind a cohort has, and how many different mentors raised them."""

    flags: int
    mentors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEntry:
    """One message of the two-way thread under a flag; numbers count from 1, and `at` is a day."""

    flag: FlagId
    number: int
    by: Author
    at: datetime
    sealed: bytes

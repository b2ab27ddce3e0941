"""Tickets: requests to the IT desk, and the jobs that are done there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from bot.ids import AskId, CohortId, FlagId, PersonId, TicketId


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


DRAFTS_KEPT: Final = timedelta(days=7)
"""How long a draft waits for its owner."""


class TicketWords(msgspec.Struct, frozen=True):
    """The sealed words of a ticket. `requester` is an email, or "" for the bot's own account at the desk."""

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

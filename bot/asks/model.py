"""Asks: what an executive asks for, and the lane it goes down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import AskId, CohortId, PairingId


class Lane(StrEnum):
    """Where a request goes."""

    IN_SCOPE = "in_scope"
    IT = "it"
    DECISION = "decision"


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
    """A request of an executive's. `tell_at`: when the mentor's digest names it, if it joins the agenda."""

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

"""Cohorts and pairings: one run of the programme, and who teaches whom in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.ids import CohortId, OrganisationId, PairingId, PersonId
from bot.privacy.cells import Thresholds
from bot.programme.cadence import Cadence

FIRST_ROUND_AFTER_DAYS = 5
"""Days from launch to the first check-in at the least: time to meet once and to sign."""
OPEN_DAYS = 10
"""Days a round stays open."""


class CohortState(StrEnum):
    DRAFT = "draft"
    LAUNCHED = "launched"
    ENDED = "ended"


class Design(StrEnum):
    """How the comparison group came about; only the lead can say."""

    RANDOMISED = "randomised"
    WAIT_LIST = "wait-list"
    MATCHED = "matched"
    CONVENIENCE = "convenience"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    id: CohortId
    organisation: OrganisationId
    name: str
    template: str = "office"
    cadence: Cadence = Cadence(weeks=4)
    thresholds: Thresholds = Thresholds()
    design: Design = Design.NONE
    own_question: str = ""
    state: CohortState = CohortState.DRAFT
    launched_on: date | None = None
    next_round_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    id: PairingId
    cohort: CohortId
    mentor: PersonId
    executive: PersonId

    def partner(self, person: PersonId) -> PersonId:
        return self.executive if person == self.mentor else self.mentor


def first_round_on(launched: date) -> date:
    """A Monday, so that this round and all that follow it have their working days before them."""
    earliest = launched + timedelta(days=FIRST_ROUND_AFTER_DAYS)
    return earliest + timedelta(days=-earliest.weekday() % 7)

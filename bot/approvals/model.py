"""Approvals: a mentor's weekly time, approved once by their line manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.ids import CohortId, PersonId
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A mentor's weekly minutes, approved by their line manager, by email.

    `recorded_by`: the lead who wrote it down, where the line manager did not press themselves.
    """

    cohort: CohortId
    mentor: PersonId
    minutes: int
    approved_by: str
    approved_at: datetime
    recorded_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A mentor's time in one cohort. `line_manager`: who may approve it, by email; "" if the roster names nobody.

    `barred` are the emails that may not: the mentor's own and their executives'.
    """

    mentor: Person
    minutes: int
    line_manager: str
    barred: frozenset[str]
    approval: Approval | None

    @property
    def is_approved(self) -> bool:
        return self.approval is not None and self.approval.minutes >= self.minutes

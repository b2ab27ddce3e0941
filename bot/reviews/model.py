"""Reviews: every pair of a cohort is asked on the same days whether the charter is still right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from bot.ids import CohortId

REVIEW_DAYS = (30, 60)
"""Days from the launch on which every pair is asked whether the charter is still right."""
REVIEW_OPEN = timedelta(days=14)
REVIEW_LATEST = 29
"""Days after its day at which a review that was missed is still sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One time of asking all pairs of a cohort whether the charter is still right."""

    cohort: CohortId
    day: int
    sent_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def review_due(age: int, sent: Collection[int]) -> int | None:
    """The day whose review is due in a cohort of that many days; one that was missed for too long is left out."""
    due = [day for day in REVIEW_DAYS if day <= age <= day + REVIEW_LATEST and day > max(sent, default=0)]
    return max(due, default=None)


class Verdict(StrEnum):
    """An opinion of the charter in a review."""

    STILL_RIGHT = "still_right"
    CHANGE = "change"


class ReviewAnswer(msgspec.Struct, frozen=True):
    """A person's answer, which is sealed; empty until they give one. `named`: the leads see who wrote the words."""

    verdict: Verdict | None = None
    words: str = ""
    named: bool = False

"""Keeps rounds, check-ins, drafts and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.checkins.model import CheckIn, OpenCheckIn, Round
from bot.ids import CheckInId, CohortId, PersonId, RoundId
from bot.working_hours.calendar import WorkingHours


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    """A choice after the close: under a random id, with no person and no time."""

    id: str
    cohort: CohortId
    round: RoundId
    role: str
    question: str
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedNote:
    """A note for the leads. Who wrote it is inside the sealed text, and only if its author said so."""

    id: str
    cohort: CohortId
    round: RoundId
    role: str
    question: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """A note only its author reads."""

    person: PersonId
    cohort: CohortId
    question: str
    sealed: bytes


class CheckinStore(Protocol):
    def open_round(self, opened: Round) -> bool:
        """Adds the round; False if the cohort has one of that number already."""

    def round(self, round_id: RoundId, *, lock: bool = False) -> Round:
        """Raises KeyError for an unknown id. Locked, no answer to it can be in the middle of being kept."""

    def rounds(self, cohort: CohortId) -> tuple[Round, ...]:
        """By number."""

    def places_to_plan(self, opened: Round, only: Sequence[PersonId] = ()) -> tuple[WorkingHours, ...]:
        """The distinct places of everybody, or of some, who signed the current charter, is not paused and has no
        check-in in this round. `plan` needs no other place; it may not need all, since it asks for a pair's
        second signature too."""

    def plan(
        self, opened: Round, moments: Mapping[WorkingHours, datetime], only: Sequence[PersonId] = ()
    ) -> int:
        """Plans a check-in for every paired mentor and executive of the cohort who has none in this round,
        whose pair has signed the current charter on both sides, who is not paused and whose place has a
        moment. One statement, so it holds for 100,000 people. Returns how many were planned."""

    def due_to_send(self, now: datetime, limit: int) -> tuple[CheckInId, ...]:
        """Planned, not sent, their moment come, their round open."""

    def due_to_remind(self, now: datetime, limit: int) -> tuple[CheckInId, ...]: ...

    def due_to_close(self, now: datetime, limit: int) -> tuple[RoundId, ...]: ...

    def may_be_asked(self, check_in: CheckIn) -> bool:
        """True if the person is not paused and their pair has signed the current charter."""

    def check_in(self, check_in: CheckInId) -> CheckIn | None: ...

    def open_for(self, person: PersonId) -> tuple[OpenCheckIn, ...]:
        """The person's sent check-ins whose round is open, the one that closes first in front.

        Their rounds cannot close until the transaction ends."""

    def save(self, check_in: CheckIn) -> None: ...

    def drop(self, check_in: CheckInId) -> None:
        """Unplans a check-in that was not sent."""

    def keep_draft(self, check_in: CheckInId, sealed: bytes) -> None: ...

    def drafts(self, round_id: RoundId) -> tuple[tuple[CheckIn, bytes], ...]:
        """Every sent check-in of the round with its draft, b"" where there is none."""

    def close(self, round_id: RoundId, at: datetime) -> None:
        """Closes the round: its drafts are deleted, and what its check-ins say of reminders is cleared."""

    def keep_answers(self, answers: Sequence[SealedAnswer]) -> None: ...

    def keep_notes(self, notes: Sequence[SealedNote]) -> None: ...

    def notes(self, cohort: CohortId) -> tuple[SealedNote, ...]:
        """Notes for the leads, the latest round first, in no order that tells anything within a round."""

    def keep_private_notes(self, notes: Sequence[PrivateNote]) -> None:
        """Keeps each in the place of the same person's earlier one for the same question and cohort."""

    def private_notes(self, person: PersonId) -> tuple[PrivateNote, ...]: ...

    def erase(self, person: PersonId) -> None:
        """Deletes the person's drafts, private notes and streaks."""

    def streaks(self, cohort: CohortId) -> Mapping[PersonId, bytes]:
        """Each person's sealed count of silent rounds in a row."""

    def keep_streaks(self, cohort: CohortId, streaks: Mapping[PersonId, bytes]) -> None: ...

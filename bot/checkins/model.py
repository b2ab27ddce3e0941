"""Check-ins: the five questions, a person's draft, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import msgspec

from bot.ids import CheckInId, CohortId, PersonId, RoundId
from bot.people.roles import Role
from bot.privacy.release import DECLINED, CellSpec
from bot.programme.model import Cohort

REMIND_AFTER = timedelta(days=4)
REMINDERS = 1
"""Reminders a round; two is the cap a cohort could ever choose."""
SILENT_ROUNDS = 3
"""Rounds in a row with no answer at all after which a person is paused, and told so."""


class Audience(StrEnum):
    """The readers of a note. Its author picks, every time."""

    LEAD_UNNAMED = "lead_unnamed"
    LEAD_NAMED = "lead_named"
    ONLY_ME = "only_me"
    PAIR = "pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    options: tuple[str, ...]
    is_scale: bool = False
    may_tell_pair: bool = False

    @property
    def audiences(self) -> tuple[Audience, ...]:
        return tuple(a for a in Audience if self.may_tell_pair or a is not Audience.PAIR)

    @property
    def cells(self) -> tuple[CellSpec, ...]:
        if self.is_scale:
            return (CellSpec("4_5", frozenset("45")), CellSpec("1_2", frozenset("12")))
        return tuple(CellSpec(option, frozenset((option,))) for option in self.options)


STEPS = tuple("12345")
QUESTIONS = (
    Question(key="changed", options=("nothing_yet", "tried", "habit", "workflow"), may_tell_pair=True),
    Question(key="unsure", options=("clear", "some", "unclear")),
    Question(key="reused", options=("no", "once", "often", "unknown"), may_tell_pair=True),
    Question(key="safe_to_raise", options=STEPS, is_scale=True),
    Question(key="support", options=("time", "examples", "tools", "clarity", "peers", "nothing")),
)
OWN_QUESTION = Question(key="own", options=STEPS, is_scale=True)


def questions_of(cohort: Cohort) -> tuple[Question, ...]:
    """The five, and the lead's own where there is one; the same for both roles."""
    return (*QUESTIONS, OWN_QUESTION) if cohort.own_question else QUESTIONS


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of a draft. `note` is None until the person was asked for one; "" is none wanted."""

    choice: str = ""
    note: str | None = None
    audience: str = ""

    @property
    def is_complete(self) -> bool:
        return bool(self.choice) and (
            self.choice == DECLINED or self.note == "" or bool(self.note and self.audience)
        )


class Draft(msgspec.Struct, frozen=True):
    """A person's answers while the round is open, by question key."""

    answers: dict[str, Answer] = {}

    def answer(self, key: str) -> Answer:
        return self.answers.get(key, Answer())

    def with_answer(self, key: str, answer: Answer) -> Draft:
        return Draft({**self.answers, key: answer})

    def done(self, questions: Sequence[Question]) -> int:
        """How many of the questions are answered whole."""
        return sum(self.answer(q.key).is_complete for q in questions)

    @property
    def has_choices(self) -> bool:
        return any(a.choice for a in self.answers.values())


@dataclass(frozen=True, slots=True)
class ChooseOption:
    question: Question


@dataclass(frozen=True, slots=True)
class WriteNote:
    question: Question


@dataclass(frozen=True, slots=True)
class PickAudience:
    question: Question


Step: TypeAlias = ChooseOption | WriteNote | PickAudience


def next_step(draft: Draft, questions: Sequence[Question]) -> Step | None:
    """The next thing to ask: the first that is still open, in the order of the questions."""
    for question in questions:
        answer = draft.answer(question.key)
        if answer.is_complete:
            continue
        if not answer.choice:
            return ChooseOption(question)
        return PickAudience(question) if answer.note else WriteNote(question)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One time of asking a cohort. Number 1 is the first."""

    id: RoundId
    cohort: CohortId
    number: int
    opens_on: date
    closes_at: datetime
    not_before: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One person's part in a round."""

    id: CheckInId
    cohort: CohortId
    round: RoundId
    person: PersonId
    role: Role
    send_at: datetime
    sent_at: datetime | None = None
    remind_at: datetime | None = None
    reminders: int = 0

    def sent(self, now: datetime, *, remind_at: datetime | None) -> CheckIn:
        return replace(self, sent_at=now, remind_at=remind_at)

    def reminded(self, *, remind_at: datetime | None) -> CheckIn:
        return replace(self, reminders=self.reminders + 1, remind_at=remind_at)


@dataclass(frozen=True, slots=True)
class OpenCheckIn:
    """A check-in that can be answered, with all that is needed to show it."""

    check_in: CheckIn
    round: Round
    cohort: Cohort
    sealed_draft: bytes


def card_of(check_in: CheckInId) -> str:
    """The name under which a check-in's card can be redrawn."""
    return f"check-in:{check_in}"


def encode_draft(draft: Draft) -> bytes:
    return msgspec.json.encode(draft)


def decode_draft(raw: bytes) -> Draft:
    return msgspec.json.decode(raw, type=Draft)

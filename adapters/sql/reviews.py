"""Charter reviews and their sealed answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update

from adapters.sql.columns import Instant
from adapters.sql.statements import add_once, put
from adapters.sql.tables import charter_review, cohort, review_answer
from bot.ids import CohortId, PersonId
from bot.programme.model import CohortState
from bot.reviews.model import REVIEW_DAYS, REVIEW_LATEST, Review, review_due

_OLD_ENOUGH = select(cohort.c.id, cohort.c.launched_on).where(
    cohort.c.state == CohortState.LAUNCHED,
    cohort.c.launched_on.between(bindparam("earliest"), bindparam("latest")),
)
_SENT = select(charter_review.c.cohort, charter_review.c.day).where(
    charter_review.c.cohort.in_(bindparam("cohorts", expanding=True))
)
_OPEN: Final = add_once(charter_review)
_THIS_REVIEW = (charter_review.c.cohort == bindparam("of"), charter_review.c.day == bindparam("on"))
_REVIEW = select(charter_review).where(*_THIS_REVIEW)
_LOCKED_REVIEW = _REVIEW.with_for_update()
_DUE_TO_CLOSE = (
    select(charter_review.c.cohort, charter_review.c.day)
    .where(charter_review.c.closed_at.is_(None), charter_review.c.closes_at <= bindparam("now"))
    .order_by(charter_review.c.closes_at, charter_review.c.cohort)
)
_CLOSE = update(charter_review).where(*_THIS_REVIEW).values(closed_at=bindparam("at", type_=Instant))
_ITS_ANSWERS = (review_answer.c.cohort == bindparam("of"), review_answer.c.day == bindparam("on"))
_ANSWERS = select(review_answer.c.person, review_answer.c.sealed).where(*_ITS_ANSWERS)
_FORGET = delete(review_answer).where(*_ITS_ANSWERS)
_ASKING = (
    select(charter_review, review_answer.c.sealed)
    .join(
        review_answer,
        (review_answer.c.cohort == charter_review.c.cohort) & (review_answer.c.day == charter_review.c.day),
    )
    .where(review_answer.c.person == bindparam("person"), charter_review.c.closed_at.is_(None))
    .order_by(charter_review.c.sent_at, charter_review.c.cohort)
)
_ANSWER: Final = put(review_answer)
_COLUMNS: Final = tuple(charter_review.c.keys())


class SqlReviews:
    """A `ReviewStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, today: date) -> tuple[tuple[CohortId, int], ...]:
        latest, earliest = min(REVIEW_DAYS), max(REVIEW_DAYS) + REVIEW_LATEST
        asked = {"earliest": today - timedelta(days=earliest), "latest": today - timedelta(days=latest)}
        ages = {
            CohortId(id_): (today - launched).days
            for id_, launched in self._connection.execute(_OLD_ENOUGH, asked)
        }
        if not ages:
            return ()
        sent: dict[str, list[int]] = defaultdict(list)
        for id_, day in self._connection.execute(_SENT, {"cohorts": list(ages)}):
            sent[id_].append(day)
        due = ((id_, review_due(age, sent[id_])) for id_, age in sorted(ages.items()))
        return tuple((id_, day) for id_, day in due if day is not None)

    def open(self, review: Review, answers: Mapping[PersonId, bytes]) -> bool:
        dialect = self._connection.dialect.name
        if self._connection.execute(_OPEN[dialect], asdict(review)).rowcount == 0:
            return False
        rows = [_answer(review, person, sealed) for person, sealed in answers.items()]
        if rows:
            self._connection.execute(_ANSWER[dialect], rows)
        return True

    def review(self, cohort: CohortId, day: int, *, lock: bool = False) -> Review | None:
        statement = _LOCKED_REVIEW if lock else _REVIEW
        row = self._connection.execute(statement, {"of": cohort, "on": day}).mappings().one_or_none()
        return Review(**row) if row is not None else None

    def due_to_close(self, now: datetime) -> tuple[tuple[CohortId, int], ...]:
        return tuple(
            (CohortId(id_), day) for id_, day in self._connection.execute(_DUE_TO_CLOSE, {"now": now})
        )

    def close(self, review: Review, at: datetime) -> None:
        which = {"of": review.cohort, "on": review.day}
        self._connection.execute(_CLOSE, which | {"at": at})
        self._connection.execute(_FORGET, which)

    def answers(self, cohort: CohortId, day: int) -> Mapping[PersonId, bytes]:
        rows = self._connection.execute(_ANSWERS, {"of": cohort, "on": day})
        return {PersonId(person): sealed for person, sealed in rows}

    def asking(self, person: PersonId) -> tuple[tuple[Review, bytes], ...]:
        rows = self._connection.execute(_ASKING, {"person": person})
        return tuple((Review(**dict(zip(_COLUMNS, row[:-1], strict=True))), row[-1]) for row in rows)

    def answer(self, review: Review, person: PersonId, sealed: bytes) -> None:
        row = _answer(review, person, sealed)
        self._connection.execute(_ANSWER[self._connection.dialect.name], row)


def _answer(review: Review, person: PersonId, sealed: bytes) -> dict[str, object]:
    return {"cohort": review.cohort, "day": review.day, "person": person, "sealed": sealed}

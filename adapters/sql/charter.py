"""Charters and their signatures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from adapters.sql.columns import Instant
from adapters.sql.statements import add_once, put
from adapters.sql.tables import (
    budget_approval,
    charter,
    charter_draft,
    charter_review,
    cohort,
    review_answer,
    signature,
)
from bot.charter.model import (
    REVIEW_DAYS,
    REVIEW_LATEST,
    Approval,
    Charter,
    CharterDraft,
    Review,
    Signatures,
    Terms,
    review_due,
)
from bot.ids import CohortId, PersonId
from bot.programme.model import CohortState

_VERSION = select(charter).where(
    charter.c.cohort == bindparam("cohort"), charter.c.version == bindparam("version")
)
_CURRENT = (
    select(charter).where(charter.c.cohort == bindparam("cohort")).order_by(charter.c.version.desc()).limit(1)
)
_HIGHEST = select(func.coalesce(func.max(charter.c.version), 0)).where(
    charter.c.cohort == bindparam("cohort")
)
_SIGNATURES = select(signature.c.person, signature.c.signed_at).where(
    signature.c.cohort == bindparam("cohort"), signature.c.version == bindparam("version")
)
_PUBLISH: Final = add_once(charter)
_SIGN: Final = add_once(signature)
_KEEP_DRAFT: Final = put(charter_draft)
_OWN_DRAFT = (charter_draft.c.cohort == bindparam("of"), charter_draft.c.person == bindparam("author"))
_DRAFT = select(charter_draft).where(*_OWN_DRAFT)
_DROP_DRAFT = delete(charter_draft).where(*_OWN_DRAFT)
_APPROVE: Final = put(budget_approval)
_APPROVALS = select(budget_approval).where(budget_approval.c.cohort == bindparam("cohort"))
_OLD_ENOUGH = select(cohort.c.id, cohort.c.launched_on).where(
    cohort.c.state == CohortState.LAUNCHED,
    cohort.c.launched_on.between(bindparam("earliest"), bindparam("latest")),
)
_SENT = select(charter_review.c.cohort, charter_review.c.day).where(
    charter_review.c.cohort.in_(bindparam("cohorts", expanding=True))
)
_OPEN_REVIEW: Final = add_once(charter_review)
_THIS_REVIEW = (charter_review.c.cohort == bindparam("of"), charter_review.c.day == bindparam("on"))
_REVIEW = select(charter_review).where(*_THIS_REVIEW)
_LOCKED_REVIEW = _REVIEW.with_for_update()
_TO_CLOSE = (
    select(charter_review.c.cohort, charter_review.c.day)
    .where(charter_review.c.closed_at.is_(None), charter_review.c.closes_at <= bindparam("now"))
    .order_by(charter_review.c.closes_at, charter_review.c.cohort)
)
_CLOSE = update(charter_review).where(*_THIS_REVIEW).values(closed_at=bindparam("at", type_=Instant))
_ITS_ANSWERS = (review_answer.c.cohort == bindparam("of"), review_answer.c.day == bindparam("on"))
_ANSWERS = select(review_answer.c.person, review_answer.c.sealed).where(*_ITS_ANSWERS)
_FORGET_ANSWERS = delete(review_answer).where(*_ITS_ANSWERS)
_REVIEWS_OF = (
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


class SqlCharters:
    """A `CharterStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def publish(self, charter: Charter) -> None:
        highest = self._connection.execute(_HIGHEST, {"cohort": charter.cohort}).scalar_one()
        added = charter.version == highest + 1 and self._add(charter)
        if not added:
            raise ValueError(f"the version after {highest} is {highest + 1}, not {charter.version}")

    def current(self, cohort: CohortId) -> Charter | None:
        row = self._connection.execute(_CURRENT, {"cohort": cohort}).one_or_none()
        return _charter(row) if row is not None else None

    def version(self, cohort: CohortId, version: int) -> Charter | None:
        row = self._connection.execute(_VERSION, {"cohort": cohort, "version": version}).one_or_none()
        return _charter(row) if row is not None else None

    def sign(self, charter: Charter, person: PersonId, at: datetime) -> None:
        signed = {"cohort": charter.cohort, "version": charter.version, "person": person, "signed_at": at}
        self._connection.execute(_SIGN[self._connection.dialect.name], signed)

    def signatures(self, cohort: CohortId, version: int) -> Signatures:
        rows = self._connection.execute(_SIGNATURES, {"cohort": cohort, "version": version})
        return Signatures({PersonId(person): at for person, at in rows})

    def keep_draft(self, draft: CharterDraft) -> None:
        row = {
            "cohort": draft.cohort,
            "person": draft.author,
            "id": draft.id,
            "replaces": draft.replaces,
            "terms": msgspec.json.encode(draft.terms).decode(),
        }
        self._connection.execute(_KEEP_DRAFT[self._connection.dialect.name], row)

    def draft(self, cohort: CohortId, author: PersonId) -> CharterDraft | None:
        row = self._connection.execute(_DRAFT, {"of": cohort, "author": author}).one_or_none()
        if row is None:
            return None
        terms = msgspec.json.decode(row.terms, type=Terms)
        return CharterDraft(id=row.id, cohort=cohort, author=author, replaces=row.replaces, terms=terms)

    def drop_draft(self, cohort: CohortId, author: PersonId) -> None:
        self._connection.execute(_DROP_DRAFT, {"of": cohort, "author": author})

    def approvals(self, cohort: CohortId) -> Mapping[PersonId, Approval]:
        rows = self._connection.execute(_APPROVALS, {"cohort": cohort}).mappings()
        return {PersonId(row["mentor"]): Approval(**row) for row in rows}

    def approve(self, approvals: Sequence[Approval]) -> None:
        if approvals:
            rows = [asdict(one) for one in approvals]
            self._connection.execute(_APPROVE[self._connection.dialect.name], rows)

    def due_reviews(self, today: date) -> tuple[tuple[CohortId, int], ...]:
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

    def open_review(self, review: Review, answers: Mapping[PersonId, bytes]) -> bool:
        dialect = self._connection.dialect.name
        if self._connection.execute(_OPEN_REVIEW[dialect], asdict(review)).rowcount == 0:
            return False
        rows = [_answer(review, person, sealed) for person, sealed in answers.items()]
        if rows:
            self._connection.execute(_ANSWER[dialect], rows)
        return True

    def review(self, cohort: CohortId, day: int, *, lock: bool = False) -> Review | None:
        statement = _LOCKED_REVIEW if lock else _REVIEW
        row = self._connection.execute(statement, {"of": cohort, "on": day}).mappings().one_or_none()
        return Review(**row) if row is not None else None

    def reviews_to_close(self, now: datetime) -> tuple[tuple[CohortId, int], ...]:
        return tuple((CohortId(id_), day) for id_, day in self._connection.execute(_TO_CLOSE, {"now": now}))

    def close_review(self, review: Review, at: datetime) -> None:
        which = {"of": review.cohort, "on": review.day}
        self._connection.execute(_CLOSE, which | {"at": at})
        self._connection.execute(_FORGET_ANSWERS, which)

    def review_answers(self, cohort: CohortId, day: int) -> Mapping[PersonId, bytes]:
        rows = self._connection.execute(_ANSWERS, {"of": cohort, "on": day})
        return {PersonId(person): sealed for person, sealed in rows}

    def reviews_of(self, person: PersonId) -> tuple[tuple[Review, bytes], ...]:
        rows = self._connection.execute(_REVIEWS_OF, {"person": person})
        return tuple((Review(**dict(zip(_COLUMNS, row[:-1], strict=True))), row[-1]) for row in rows)

    def answer_review(self, review: Review, person: PersonId, sealed: bytes) -> None:
        row = _answer(review, person, sealed)
        self._connection.execute(_ANSWER[self._connection.dialect.name], row)

    def _add(self, charter: Charter) -> bool:
        """Adds the version; returns False if another transaction published the same one."""
        row = {
            "cohort": charter.cohort,
            "version": charter.version,
            "terms": msgspec.json.encode(charter.terms).decode(),
            "published_at": charter.published_at,
            "sign_by": charter.sign_by,
        }
        return self._connection.execute(_PUBLISH[self._connection.dialect.name], row).rowcount == 1


def _answer(review: Review, person: PersonId, sealed: bytes) -> dict[str, object]:
    return {"cohort": review.cohort, "day": review.day, "person": person, "sealed": sealed}


def _charter(row: Row[*tuple[Any, ...]]) -> Charter:
    return Charter(
        cohort=CohortId(row.cohort),
        version=row.version,
        terms=msgspec.json.decode(row.terms, type=Terms),
        published_at=row.published_at,
        sign_by=row.sign_by,
    )

"""Rounds, check-ins and drafts, and the answers and notes that stay after the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from adapters.sql import planning
from adapters.sql.direct_statement import DirectStatement
from adapters.sql.planning import has_signed
from adapters.sql.programme import cohort_from
from adapters.sql.statements import add_once, put, same_on_both
from adapters.sql.tables import (
    answer,
    check_in,
    cohort,
    draft,
    note,
    person,
    private_note,
    round_,
    silent_streak,
)
from bot.checkins.model import CheckIn, OpenCheckIn, Round
from bot.checkins.store import PrivateNote, SealedAnswer, SealedNote
from bot.ids import CheckInId, CohortId, PersonId, RoundId
from bot.people.roles import Role
from bot.working_hours.calendar import WorkingHours

ROUND_COLUMNS = (
    round_.c.id,
    round_.c.cohort,
    round_.c.number,
    round_.c.opens_on,
    round_.c.closes_at,
    round_.c.not_before,
    round_.c.closed_at,
)
_COLUMNS = (
    check_in.c.id,
    round_.c.cohort,
    check_in.c.round,
    check_in.c.person,
    check_in.c.role,
    check_in.c.send_at,
    check_in.c.sent_at,
    check_in.c.remind_at,
    check_in.c.reminders,
)
_IS_OPEN = round_.c.closed_at.is_(None)
_IN_ROUND = check_in.c.round == bindparam("of")
_HERE = select(check_in.c.id).where(_IN_ROUND)

_ADD_ROUND: Final = add_once(round_)
_ROUND = select(*ROUND_COLUMNS).where(round_.c.id == bindparam("round"))
# FOR UPDATE waits for turns that answer this round, and they wait for it: `_OPEN_FOR` takes FOR KEY SHARE.
_ROUND_LOCKED = _ROUND.with_for_update()
_ROUNDS = select(*ROUND_COLUMNS).where(round_.c.cohort == bindparam("cohort")).order_by(round_.c.number)
_CHECK_IN = select(*_COLUMNS).join(round_, round_.c.id == check_in.c.round)
_BY_ID = _CHECK_IN.where(check_in.c.id == bindparam("check_in"))
_OPEN_FOR: Final = DirectStatement(
    same_on_both(
        select(*_COLUMNS, *ROUND_COLUMNS, *cohort.c, draft.c.sealed)
        .join(round_, round_.c.id == check_in.c.round)
        .join(cohort, cohort.c.id == round_.c.cohort)
        .outerjoin(draft, draft.c.check_in == check_in.c.id)
        .where(check_in.c.person == bindparam("person"), check_in.c.sent_at.is_not(None), _IS_OPEN)
        .order_by(round_.c.closes_at, check_in.c.id)
        .with_for_update(read=True, key_share=True, of=round_)
    )
)
_TO_SEND = (
    select(check_in.c.id)
    .join(round_, round_.c.id == check_in.c.round)
    .where(check_in.c.sent_at.is_(None), check_in.c.send_at <= bindparam("now"), _IS_OPEN)
    .order_by(check_in.c.send_at)
    .limit(bindparam("at_most"))
)
_TO_REMIND = (
    select(check_in.c.id)
    .join(round_, round_.c.id == check_in.c.round)
    .where(check_in.c.remind_at <= bindparam("now"), _IS_OPEN)
    .order_by(check_in.c.remind_at)
    .limit(bindparam("at_most"))
)
_TO_CLOSE = (
    select(round_.c.id)
    .where(_IS_OPEN, round_.c.closes_at <= bindparam("now"))
    .order_by(round_.c.closes_at)
    .limit(bindparam("at_most"))
)
_MAY_BE_ASKED = select(
    exists().where(
        person.c.id == bindparam("person"),
        person.c.pause_reason.is_(None),
        has_signed(person.c.id, bindparam("cohort")),
    )
)
_SAVE = (
    update(check_in)
    .where(check_in.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("send_at", "sent_at", "remind_at", "reminders")})
)
_DROP = delete(check_in).where(check_in.c.id == bindparam("of"), check_in.c.sent_at.is_(None))
_KEEP_DRAFT: Final = DirectStatement(put(draft))
_DRAFTS = (
    select(*_COLUMNS, draft.c.sealed)
    .join(round_, round_.c.id == check_in.c.round)
    .outerjoin(draft, draft.c.check_in == check_in.c.id)
    .where(_IN_ROUND, check_in.c.sent_at.is_not(None))
    .order_by(check_in.c.id)
)
_CLOSE = update(round_).where(round_.c.id == bindparam("of"), _IS_OPEN).values(closed_at=bindparam("at"))
_FORGET_DRAFTS = delete(draft).where(draft.c.check_in.in_(_HERE))
_FORGET_UNSENT = delete(check_in).where(_IN_ROUND, check_in.c.sent_at.is_(None))
# Updates every row, changed or not. Otherwise the row versions would tell who was reminded.
_FORGET_REMINDERS = update(check_in).where(_IN_ROUND).values(remind_at=None, reminders=0)

_NOTES = (
    select(note)
    .join(round_, round_.c.id == note.c.round)
    .where(note.c.cohort == bindparam("cohort"))
    .order_by(round_.c.number.desc(), note.c.id)
)
_KEEP_PRIVATE: Final = put(private_note)
_PRIVATE_NOTES = (
    select(private_note)
    .where(private_note.c.person == bindparam("person"))
    .order_by(private_note.c.cohort, private_note.c.question)
)
_OWN = select(check_in.c.id).where(check_in.c.person == bindparam("of"))
_ERASE = (
    delete(draft).where(draft.c.check_in.in_(_OWN)),
    delete(private_note).where(private_note.c.person == bindparam("of")),
    delete(silent_streak).where(silent_streak.c.person == bindparam("of")),
)
_KEEP_STREAKS: Final = put(silent_streak)
_STREAKS = select(silent_streak.c.person, silent_streak.c.sealed).where(
    silent_streak.c.cohort == bindparam("cohort")
)


class SqlCheckins:
    """A `CheckinStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def open_round(self, opened: Round) -> bool:
        row = {column.name: getattr(opened, column.name) for column in ROUND_COLUMNS}
        return self._connection.execute(_ADD_ROUND[self._dialect], row).rowcount == 1

    def round(self, round_id: RoundId, *, lock: bool = False) -> Round:
        found = self._connection.execute(_ROUND_LOCKED if lock else _ROUND, {"round": round_id}).one_or_none()
        if found is None:
            raise KeyError(round_id)
        return round_from(found)

    def rounds(self, cohort: CohortId) -> tuple[Round, ...]:
        return tuple(round_from(row) for row in self._connection.execute(_ROUNDS, {"cohort": cohort}))

    def places_to_plan(self, opened: Round, only: Sequence[PersonId] = ()) -> tuple[WorkingHours, ...]:
        return planning.places(self._connection, opened, only)

    def plan(
        self, opened: Round, moments: Mapping[WorkingHours, datetime], only: Sequence[PersonId] = ()
    ) -> int:
        return planning.plan(self._connection, opened, moments, only)

    def due_to_send(self, now: datetime, limit: int) -> tuple[CheckInId, ...]:
        return tuple(self._connection.execute(_TO_SEND, {"now": now, "at_most": limit}).scalars())

    def due_to_remind(self, now: datetime, limit: int) -> tuple[CheckInId, ...]:
        return tuple(self._connection.execute(_TO_REMIND, {"now": now, "at_most": limit}).scalars())

    def due_to_close(self, now: datetime, limit: int) -> tuple[RoundId, ...]:
        return tuple(self._connection.execute(_TO_CLOSE, {"now": now, "at_most": limit}).scalars())

    def may_be_asked(self, check_in: CheckIn) -> bool:
        asked = {"person": check_in.person, "cohort": check_in.cohort}
        return bool(self._connection.execute(_MAY_BE_ASKED, asked).scalar_one())

    def check_in(self, check_in: CheckInId) -> CheckIn | None:
        found = self._connection.execute(_BY_ID, {"check_in": check_in}).one_or_none()
        return _check_in(found) if found is not None else None

    def open_for(self, person: PersonId) -> tuple[OpenCheckIn, ...]:
        return tuple(_open(row) for row in _OPEN_FOR.rows(self._connection, {"person": person}))

    def save(self, check_in: CheckIn) -> None:
        row = {
            "of": check_in.id,
            "send_at": check_in.send_at,
            "sent_at": check_in.sent_at,
            "remind_at": check_in.remind_at,
            "reminders": check_in.reminders,
        }
        if self._connection.execute(_SAVE, row).rowcount == 0:
            raise KeyError(check_in.id)

    def drop(self, check_in: CheckInId) -> None:
        self._connection.execute(_DROP, {"of": check_in})

    def keep_draft(self, check_in: CheckInId, sealed: bytes) -> None:
        _KEEP_DRAFT.run(self._connection, {"check_in": check_in, "sealed": sealed})

    def drafts(self, round_id: RoundId) -> tuple[tuple[CheckIn, bytes], ...]:
        rows = self._connection.execute(_DRAFTS, {"of": round_id})
        return tuple((_check_in(row[:-1]), row[-1] or b"") for row in rows)

    def close(self, round_id: RoundId, at: datetime) -> None:
        """Closes the round, and deletes its drafts and unsent check-ins. Does nothing to a closed round."""
        if self._connection.execute(_CLOSE, {"of": round_id, "at": at}).rowcount:
            for forget in (_FORGET_DRAFTS, _FORGET_UNSENT, _FORGET_REMINDERS):
                self._connection.execute(forget, {"of": round_id})

    def keep_answers(self, answers: Sequence[SealedAnswer]) -> None:
        self._keep(answer, answers)

    def keep_notes(self, notes: Sequence[SealedNote]) -> None:
        self._keep(note, notes)

    def notes(self, cohort: CohortId) -> tuple[SealedNote, ...]:
        rows = self._connection.execute(_NOTES, {"cohort": cohort}).mappings()
        return tuple(SealedNote(**row) for row in rows)

    def keep_private_notes(self, notes: Sequence[PrivateNote]) -> None:
        rows = [
            {"person": one.person, "cohort": one.cohort, "question": one.question, "sealed": one.sealed}
            for one in notes
        ]
        if rows:
            self._connection.execute(_KEEP_PRIVATE[self._dialect], rows)

    def private_notes(self, person: PersonId) -> tuple[PrivateNote, ...]:
        rows = self._connection.execute(_PRIVATE_NOTES, {"person": person}).mappings()
        return tuple(PrivateNote(**row) for row in rows)

    def erase(self, person: PersonId) -> None:
        for statement in _ERASE:
            self._connection.execute(statement, {"of": person})

    def streaks(self, cohort: CohortId) -> Mapping[PersonId, bytes]:
        rows = self._connection.execute(_STREAKS, {"cohort": cohort})
        return {PersonId(person): sealed for person, sealed in rows}

    def keep_streaks(self, cohort: CohortId, streaks: Mapping[PersonId, bytes]) -> None:
        rows = [{"cohort": cohort, "person": person, "sealed": sealed} for person, sealed in streaks.items()]
        if rows:
            self._connection.execute(_KEEP_STREAKS[self._dialect], rows)

    def _keep(self, table: Any, kept: Sequence[SealedAnswer] | Sequence[SealedNote]) -> None:
        """Inserts the rows in the order of their random ids, so that their place tells nothing of their source."""
        rows = [
            {column.name: getattr(one, column.name) for column in table.c}
            for one in sorted(kept, key=lambda one: one.id)
        ]
        if rows:
            self._connection.execute(table.insert(), rows)


def round_from(columns: Sequence[Any]) -> Round:
    """Makes a round of `ROUND_COLUMNS`."""
    id_, of, number, opens_on, closes_at, not_before, closed_at = columns
    return Round(
        id=id_,
        cohort=of,
        number=number,
        opens_on=opens_on,
        closes_at=closes_at,
        not_before=not_before,
        closed_at=closed_at,
    )


def _check_in(columns: Sequence[Any]) -> CheckIn:
    """Makes a check-in of `_COLUMNS`."""
    id_, of, in_round, who, role, send_at, sent_at, remind_at, reminders = columns
    return CheckIn(
        id=id_,
        cohort=of,
        round=in_round,
        person=who,
        role=Role(role),
        send_at=send_at,
        sent_at=sent_at,
        remind_at=remind_at,
        reminders=reminders,
    )


_ROUND_AT = len(_COLUMNS)
_COHORT_AT = _ROUND_AT + len(ROUND_COLUMNS)


def _open(row: Sequence[Any]) -> OpenCheckIn:
    return OpenCheckIn(
        _check_in(row[:_ROUND_AT]),
        round_from(row[_ROUND_AT:_COHORT_AT]),
        cohort_from(row[_COHORT_AT:-1]),
        row[-1] or b"",
    )

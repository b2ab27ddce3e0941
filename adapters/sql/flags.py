"""Scope flags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, select

from adapters.sql.statements import add_once, locked, on_both, put
from adapters.sql.tables import flag_entry, pattern_told, scope_flag
from bot.flags.model import Author, Disclosure, Flag, FlagCount, FlagEntry, FlagKind, FlagState
from bot.ids import CohortId, FlagId, PersonId

_WAITING: Final = (FlagState.OPEN, FlagState.TAKEN)

_KEEP = put(scope_flag)
_FLAG = select(scope_flag).where(scope_flag.c.id == bindparam("flag"))
_DROP = delete(scope_flag).where(scope_flag.c.id == bindparam("flag"), scope_flag.c.state == FlagState.DRAFT)
_RAISED_BY = (
    select(scope_flag)
    .where(scope_flag.c.pseudonym == bindparam("pseudonym"))
    .order_by(scope_flag.c.opened_at.desc(), scope_flag.c.id)
)
_WAITING_FOR = (
    select(scope_flag)
    .where(scope_flag.c.contact == bindparam("contact"), scope_flag.c.state.in_(_WAITING))
    .order_by(scope_flag.c.opened_at, scope_flag.c.id)
)
_OVERDUE = (
    select(scope_flag.c.id)
    .where(
        scope_flag.c.act_by <= bindparam("now"),
        scope_flag.c.state.in_(_WAITING),
        scope_flag.c.late_at.is_(None),
    )
    .order_by(scope_flag.c.act_by)
)
_COUNTS = (
    select(scope_flag.c.kind, func.count(), func.count(scope_flag.c.pseudonym.distinct()))
    .where(
        scope_flag.c.cohort == bindparam("cohort"),
        scope_flag.c.opened_at < bindparam("before"),
        scope_flag.c.state != FlagState.DRAFT,
    )
    .group_by(scope_flag.c.kind)
)
_ADD_ENTRY = add_once(flag_entry)
_ENTRIES = select(flag_entry).where(flag_entry.c.flag == bindparam("flag")).order_by(flag_entry.c.number)
_DROP_ENTRIES = delete(flag_entry).where(flag_entry.c.flag == bindparam("of"))
_TELL_PATTERN = on_both(
    lambda insert: (
        insert(pattern_told)
        .values(
            pseudonym=bindparam("of"),
            pattern=bindparam("seen"),
            told_at=bindparam("at", type_=pattern_told.c.told_at.type),
        )
        .on_conflict_do_update(
            index_elements=[pattern_told.c.pseudonym, pattern_told.c.pattern],
            set_={"told_at": bindparam("at", type_=pattern_told.c.told_at.type)},
            where=pattern_told.c.told_at <= bindparam("since", type_=pattern_told.c.told_at.type),
        )
    )
)


class SqlFlags:
    """A `FlagStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, flag: Flag) -> None:
        row = {column.name: getattr(flag, column.name) for column in scope_flag.c}
        self._connection.execute(_KEEP[self._connection.dialect.name], row)

    def flag(self, flag: FlagId, *, lock: bool = False) -> Flag | None:
        row = self._connection.execute(locked(_FLAG, lock), {"flag": flag}).one_or_none()
        return _flag(row) if row is not None else None

    def drop(self, flag: FlagId) -> None:
        self._connection.execute(_DROP, {"flag": flag})

    def raised_by(self, pseudonym: str) -> tuple[Flag, ...]:
        return tuple(map(_flag, self._connection.execute(_RAISED_BY, {"pseudonym": pseudonym})))

    def waiting_for(self, contact: PersonId) -> tuple[Flag, ...]:
        return tuple(map(_flag, self._connection.execute(_WAITING_FOR, {"contact": contact})))

    def overdue(self, now: datetime, limit: int) -> tuple[FlagId, ...]:
        return tuple(FlagId(one) for one in self._connection.scalars(_OVERDUE.limit(limit), {"now": now}))

    def add_entry(self, entry: FlagEntry) -> bool:
        row = {column.name: getattr(entry, column.name) for column in flag_entry.c}
        return self._connection.execute(_ADD_ENTRY[self._connection.dialect.name], row).rowcount == 1

    def entries(self, flag: FlagId) -> tuple[FlagEntry, ...]:
        return tuple(map(_entry, self._connection.execute(_ENTRIES, {"flag": flag})))

    def drop_entries(self, flag: FlagId) -> None:
        self._connection.execute(_DROP_ENTRIES, {"of": flag})

    def counts(self, cohort: CohortId, *, before: datetime) -> Mapping[FlagKind, FlagCount]:
        rows = self._connection.execute(_COUNTS, {"cohort": cohort, "before": before})
        return {FlagKind(kind): FlagCount(flags, mentors) for kind, flags, mentors in rows}

    def tell_pattern(self, pseudonym: str, pattern: str, *, at: datetime, since: datetime) -> bool:
        given = {"of": pseudonym, "seen": pattern, "at": at, "since": since}
        return self._connection.execute(_TELL_PATTERN[self._connection.dialect.name], given).rowcount == 1


def _flag(row: Row[*tuple[Any, ...]]) -> Flag:
    values = row._asdict()
    return Flag(
        **values
        | {
            "kind": FlagKind(row.kind),
            "telling": Disclosure(row.telling),
            "state": FlagState(row.state),
        }
    )


def _entry(row: Row[*tuple[Any, ...]]) -> FlagEntry:
    return FlagEntry(**row._asdict() | {"by": Author(row.by)})

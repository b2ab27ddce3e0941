"""Scope flags and requests of executives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, select

from adapters.sql.statements import add_once, on_both, put
from adapters.sql.tables import ask, flag_entry, pattern_told, scope_flag, triage_tally
from adapters.sql.tickets import SqlTickets
from bot.flags.model import Ask, AskState, Author, Disclosure, Flag, FlagEntry, FlagKind, FlagState, Lane
from bot.ids import AskId, CohortId, FlagId, PairingId, PersonId

_WAITING: Final = (FlagState.OPEN, FlagState.TAKEN)

_KEEP_FLAG = put(scope_flag)
_FLAG = select(scope_flag).where(scope_flag.c.id == bindparam("flag"))
_DROP_FLAG = delete(scope_flag).where(
    scope_flag.c.id == bindparam("flag"), scope_flag.c.state == FlagState.DRAFT
)
_FLAGS_BY = (
    select(scope_flag)
    .where(scope_flag.c.pseudonym == bindparam("pseudonym"))
    .order_by(scope_flag.c.opened_at.desc(), scope_flag.c.id)
)
_FLAGS_FOR = (
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
    select(scope_flag.c.kind, func.count())
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
_KEEP_ASK = put(ask)
_ASK = select(ask).where(ask.c.id == bindparam("ask"))
_AGENDA = (
    select(ask)
    .where(ask.c.pairing == bindparam("pairing"), ask.c.state == AskState.AGENDA)
    .order_by(ask.c.asked_at, ask.c.id)
)
_DUE_DIGESTS = (
    select(ask.c.pairing)
    .where(ask.c.tell_at <= bindparam("now"), ask.c.told_at.is_(None), ask.c.state == AskState.AGENDA)
    .distinct()
)
_STALE_ASKS = (
    select(ask.c.id)
    .where(ask.c.state == AskState.DRAFT, ask.c.asked_at < bindparam("before"))
    .order_by(ask.c.asked_at)
)
_TALLY = on_both(
    lambda insert: (
        insert(triage_tally)
        .values(requests=1)
        .on_conflict_do_update(
            index_elements=[triage_tally.c.cohort, triage_tally.c.suggested, triage_tally.c.chosen],
            set_={"requests": triage_tally.c.requests + 1},
        )
    )
)
_TALLIES = select(triage_tally).where(triage_tally.c.cohort == bindparam("cohort"))


class SqlScope(SqlTickets):
    """A `ScopeStore` in one transaction."""

    def keep_flag(self, flag: Flag) -> None:
        row = {column.name: getattr(flag, column.name) for column in scope_flag.c}
        self._connection.execute(_KEEP_FLAG[self._connection.dialect.name], row)

    def flag(self, flag: FlagId, *, lock: bool = False) -> Flag | None:
        row = self._one(_FLAG, lock=lock, flag=flag)
        return _flag(row) if row is not None else None

    def drop_flag(self, flag: FlagId) -> None:
        self._connection.execute(_DROP_FLAG, {"flag": flag})

    def flags_by(self, pseudonym: str) -> tuple[Flag, ...]:
        return tuple(map(_flag, self._connection.execute(_FLAGS_BY, {"pseudonym": pseudonym})))

    def flags_for(self, contact: PersonId) -> tuple[Flag, ...]:
        return tuple(map(_flag, self._connection.execute(_FLAGS_FOR, {"contact": contact})))

    def overdue(self, now: datetime, limit: int) -> tuple[FlagId, ...]:
        return tuple(FlagId(one) for one in self._connection.scalars(_OVERDUE.limit(limit), {"now": now}))

    def add_entry(self, entry: FlagEntry) -> bool:
        row = {column.name: getattr(entry, column.name) for column in flag_entry.c}
        return self._connection.execute(_ADD_ENTRY[self._connection.dialect.name], row).rowcount == 1

    def entries(self, flag: FlagId) -> tuple[FlagEntry, ...]:
        return tuple(map(_entry, self._connection.execute(_ENTRIES, {"flag": flag})))

    def drop_entries(self, flag: FlagId) -> None:
        self._connection.execute(_DROP_ENTRIES, {"of": flag})

    def counts(self, cohort: CohortId, *, before: datetime) -> Mapping[FlagKind, int]:
        rows = self._connection.execute(_COUNTS, {"cohort": cohort, "before": before})
        return {FlagKind(kind): number for kind, number in rows}

    def tell_pattern(self, pseudonym: str, pattern: str, *, at: datetime, since: datetime) -> bool:
        given = {"of": pseudonym, "seen": pattern, "at": at, "since": since}
        return self._connection.execute(_TELL_PATTERN[self._connection.dialect.name], given).rowcount == 1

    def keep_ask(self, asked: Ask) -> None:
        row = {column.name: getattr(asked, column.name) for column in ask.c}
        self._connection.execute(_KEEP_ASK[self._connection.dialect.name], row)

    def ask(self, ask: AskId, *, lock: bool = False) -> Ask | None:
        row = self._one(_ASK, lock=lock, ask=ask)
        return _asked(row) if row is not None else None

    def agenda(self, pairing: PairingId) -> tuple[Ask, ...]:
        return tuple(map(_asked, self._connection.execute(_AGENDA, {"pairing": pairing})))

    def due_digests(self, now: datetime, limit: int) -> tuple[PairingId, ...]:
        found = self._connection.scalars(_DUE_DIGESTS.limit(limit), {"now": now})
        return tuple(PairingId(one) for one in found)

    def stale_asks(self, before: datetime, limit: int) -> tuple[AskId, ...]:
        found = self._connection.scalars(_STALE_ASKS.limit(limit), {"before": before})
        return tuple(AskId(one) for one in found)

    def tally(self, cohort: CohortId, *, suggested: Lane, chosen: Lane) -> None:
        row = {"cohort": cohort, "suggested": suggested, "chosen": chosen}
        self._connection.execute(_TALLY[self._connection.dialect.name], row)

    def tallies(self, cohort: CohortId) -> Mapping[tuple[Lane, Lane], int]:
        rows = self._connection.execute(_TALLIES, {"cohort": cohort})
        return {(Lane(row.suggested), Lane(row.chosen)): row.requests for row in rows}


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


def _asked(row: Row[*tuple[Any, ...]]) -> Ask:
    lanes = {"suggested": Lane(row.suggested), "lane": Lane(row.lane), "state": AskState(row.state)}
    return Ask(**row._asdict() | lanes)

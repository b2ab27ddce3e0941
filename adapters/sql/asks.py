"""Asks: what executives ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from adapters.sql.statements import locked, on_both, put
from adapters.sql.tables import ask, triage_tally
from bot.asks.model import Ask, AskState, Lane
from bot.ids import AskId, CohortId, PairingId

_KEEP = put(ask)
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
_STALE_DRAFTS = (
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


class SqlAsks:
    """An `AskStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, asked: Ask) -> None:
        row = {column.name: getattr(asked, column.name) for column in ask.c}
        self._connection.execute(_KEEP[self._connection.dialect.name], row)

    def ask(self, ask: AskId, *, lock: bool = False) -> Ask | None:
        row = self._connection.execute(locked(_ASK, lock), {"ask": ask}).one_or_none()
        return _asked(row) if row is not None else None

    def agenda(self, pairing: PairingId) -> tuple[Ask, ...]:
        return tuple(map(_asked, self._connection.execute(_AGENDA, {"pairing": pairing})))

    def due_digests(self, now: datetime, limit: int) -> tuple[PairingId, ...]:
        found = self._connection.scalars(_DUE_DIGESTS.limit(limit), {"now": now})
        return tuple(PairingId(one) for one in found)

    def stale_drafts(self, before: datetime, limit: int) -> tuple[AskId, ...]:
        found = self._connection.scalars(_STALE_DRAFTS.limit(limit), {"before": before})
        return tuple(AskId(one) for one in found)

    def tally(self, cohort: CohortId, *, suggested: Lane, chosen: Lane) -> None:
        row = {"cohort": cohort, "suggested": suggested, "chosen": chosen}
        self._connection.execute(_TALLY[self._connection.dialect.name], row)

    def tallies(self, cohort: CohortId) -> Mapping[tuple[Lane, Lane], int]:
        rows = self._connection.execute(_TALLIES, {"cohort": cohort})
        return {(Lane(row.suggested), Lane(row.chosen)): row.requests for row in rows}


def _asked(row: Row[*tuple[Any, ...]]) -> Ask:
    lanes = {"suggested": Lane(row.suggested), "lane": Lane(row.lane), "state": AskState(row.state)}
    return Ask(**row._asdict() | lanes)

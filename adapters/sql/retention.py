"""Deleting what has been kept long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, bindparam, delete

from adapters.sql.errors import translate_errors
from adapters.sql.retries import run_with_retries
from adapters.sql.statements import POSTGRES
from adapters.sql.tables import (
    check_in,
    delivery,
    draft,
    flag_entry,
    scope_flag,
    seen_event,
    silent_streak,
    ticket,
)

EVENTS_KEPT: Final = timedelta(days=7)
"""Longer than any platform repeats an event."""
DELIVERIES_KEPT: Final = timedelta(days=90)

_EVENTS = delete(seen_event).where(seen_event.c.at < bindparam("before"))
_DELIVERIES = delete(delivery).where(delivery.c.settled_at < bindparam("before"))

_CHANGING = (draft, check_in, delivery, silent_streak, scope_flag, flag_entry, ticket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many of each were deleted."""

    events: int
    deliveries: int


def forget_what_is_old(engine: Engine, now: datetime) -> Forgotten:
    """Keys of events after a week; deliveries that ended, with what an undeliverable one said, after 90 days."""
    return run_with_retries(lambda: _forget(engine, now))


def clear_traces(engine: Engine) -> None:
    """Takes out of the files what was deleted and is only marked so: drafts, words of flags, who was reminded.

    On PostgreSQL dead rows are vacuumed, on SQLite the write-ahead log is emptied. Runs beside everything else.
    """
    with translate_errors():
        if engine.dialect.name == POSTGRES:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM {', '.join(table.name for table in _CHANGING)}")
        else:
            _empty_log(engine)


def _forget(engine: Engine, now: datetime) -> Forgotten:
    with engine.begin() as connection:
        events = connection.execute(_EVENTS, {"before": now - EVENTS_KEPT})
        deliveries = connection.execute(_DELIVERIES, {"before": now - DELIVERIES_KEPT})
        return Forgotten(events=events.rowcount, deliveries=deliveries.rowcount)


def _empty_log(engine: Engine) -> None:
    """Past SQLAlchemy, which would begin a transaction that the checkpoint then waits for."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()

"""Retention: deletes rows that were kept long enough."""

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
"""No platform repeats an event after so long."""
DELIVERIES_KEPT: Final = timedelta(days=90)

_EVENTS = delete(seen_event).where(seen_event.c.at < bindparam("before"))
_DELIVERIES = delete(delivery).where(delivery.c.settled_at < bindparam("before"))

_CHANGING = (draft, check_in, delivery, silent_streak, scope_flag, flag_entry, ticket)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedRows:
    """Counts of deleted rows."""

    events: int
    deliveries: int


def delete_old_rows(engine: Engine, now: datetime) -> DeletedRows:
    """Deletes event keys after a week, and after 90 days deliveries that ended, sealed messages included."""
    return run_with_retries(lambda: _delete(engine, now))


def clear_traces(engine: Engine) -> None:
    """Removes deleted rows from the files: drafts, words of flags, who was reminded.

    Vacuums dead rows on PostgreSQL, empties the write-ahead log on SQLite. Turns go on meanwhile.
    """
    with translate_errors():
        if engine.dialect.name == POSTGRES:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM {', '.join(table.name for table in _CHANGING)}")
        else:
            _empty_log(engine)


def _delete(engine: Engine, now: datetime) -> DeletedRows:
    with engine.begin() as connection:
        events = connection.execute(_EVENTS, {"before": now - EVENTS_KEPT})
        deliveries = connection.execute(_DELIVERIES, {"before": now - DELIVERIES_KEPT})
        return DeletedRows(events=events.rowcount, deliveries=deliveries.rowcount)


def _empty_log(engine: Engine) -> None:
    """Bypasses SQLAlchemy, which would begin a transaction that the checkpoint then waits for."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()

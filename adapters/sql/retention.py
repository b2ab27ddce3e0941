"""Retention: deletes rows that were kept long enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, Table, bindparam, delete, update

from adapters.sql.errors import translate_errors
from adapters.sql.retries import run_with_retries
from adapters.sql.statements import POSTGRES
from adapters.sql.tables import (
    answer,
    ask,
    charter_draft,
    check_in,
    delivery,
    draft,
    flag_entry,
    note,
    pattern_told,
    person,
    private_note,
    review_answer,
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

CONFIDENTIAL: Final = (
    answer,
    note,
    private_note,
    review_answer,
    scope_flag,
    flag_entry,
    ticket,
    ask,
    pattern_told,
    silent_streak,
)
"""Tables whose order of writing could tie a row to a person: a person acted, and then the row came."""
ERASING: Final = (*CONFIDENTIAL, draft, charter_draft, check_in, delivery, person, seen_event)
"""Tables in which something is erased or overwritten that must not be found in the files afterwards."""


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
            with _outside_transactions(engine) as connection:
                connection.exec_driver_sql(f"VACUUM {', '.join(table.name for table in ERASING)}")
        else:
            _directly(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def rewrite_confidential_tables(engine: Engine) -> None:
    """Rewrites each confidential table whole, in the order of its primary key, which is random.

    Afterwards neither the place of a row nor, on PostgreSQL, the transaction in `xmin` says when it was written.
    Takes an exclusive lock on each table for as long as its rewriting takes; raises DatabaseLocked if it does not come.
    """
    with translate_errors():
        if engine.dialect.name == POSTGRES:
            for table in CONFIDENTIAL:
                _rewrite(engine, table)
        else:
            _directly(engine, "VACUUM")
            _directly(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _rewrite(engine: Engine, table: Table) -> None:
    """An UPDATE gives every row the same `xmin`; CLUSTER keeps that, puts rows in order and leaves the old ones out."""
    column = next(column for column in table.columns if not column.primary_key)
    with engine.begin() as connection:
        connection.execute(update(table).values({column: column}))
    with _outside_transactions(engine) as connection:
        connection.exec_driver_sql(f"CLUSTER {table.name} USING {table.primary_key.name}")


@contextmanager
def _outside_transactions(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _delete(engine: Engine, now: datetime) -> DeletedRows:
    with engine.begin() as connection:
        events = connection.execute(_EVENTS, {"before": now - EVENTS_KEPT})
        deliveries = connection.execute(_DELIVERIES, {"before": now - DELIVERIES_KEPT})
        return DeletedRows(events=events.rowcount, deliveries=deliveries.rowcount)


def _directly(engine: Engine, statement: str) -> None:
    """Bypasses SQLAlchemy, which would begin a transaction: a checkpoint waits for it, VACUUM refuses to run in one."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement).close()
    finally:
        connection.close()

"""Database maintenance after each tick: clears traces of closed rounds, and deletes old rows once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from adapters.sql.errors import DatabaseError
from adapters.sql.retention import clear_traces, delete_old_rows, rewrite_confidential_tables
from bot.ticks import Ticked

RETENTION_EVERY: Final = timedelta(days=1)


class Maintenance:
    """Is called after each tick, in the tick's thread. Whatever fails is due again at the next call."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._retention_at: datetime | None = None
        self._has_traces = True

    def __call__(self, ticked: Ticked | None, now: datetime) -> None:
        """`ticked` is None after a tick that failed half-way: it may have closed a round. Raises DatabaseError."""
        self._has_traces = self._has_traces or ticked is None or "round.close" in ticked.done
        try:
            if self._retention_at is None or now >= self._retention_at:
                self._run_retention(now)
        finally:
            if self._has_traces:
                clear_traces(self._engine)
                self._has_traces = False

    def _run_retention(self, now: datetime) -> None:
        deleted = delete_old_rows(self._engine, now)
        self._retention_at = now + RETENTION_EVERY
        self._has_traces = True
        structlog.get_logger().info("retention run", events=deleted.events, deliveries=deleted.deliveries)
        _rewrite(self._engine)


def _rewrite(engine: Engine) -> None:
    """Needs locks that a busy database may not give; what could not be rewritten waits for the next day."""
    try:
        rewrite_confidential_tables(engine)
    except DatabaseError as error:
        structlog.get_logger().warning("tables not rewritten", why=type(error).__name__)

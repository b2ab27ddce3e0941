"""The database's clock. Replicas with different clocks agree by it on what is due."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from sqlalchemy import Engine, text

from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.statements import POSTGRES

QUERY_EVERY: Final = 60.0
"""Seconds between two queries of the database's clock. Between them the machine's clock plus the difference holds."""

_NOW = text("SELECT clock_timestamp()")


class DatabaseClock:
    """A `Clock`. Uses the machine's with SQLite, which has none of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_remote = engine.dialect.name == POSTGRES
        self._ahead = timedelta()
        self._query_at = 0.0

    def now(self) -> datetime:
        """Uses the last known difference while the database does not answer."""
        if self._is_remote and monotonic() >= self._query_at:
            with suppress(DatabaseError):
                self._ahead = self.ahead()
            self._query_at = monotonic() + QUERY_EVERY
        return datetime.now(UTC) + self._ahead

    def ahead(self) -> timedelta:
        """Measures how far the database's clock is ahead of this machine's. Raises DatabaseError."""
        if not self._is_remote:
            return timedelta()
        with translate_errors(), self._engine.connect() as connection:
            before = datetime.now(UTC)
            there: datetime = connection.execute(_NOW).scalar_one()
            after = datetime.now(UTC)
        return there - before - (after - before) / 2

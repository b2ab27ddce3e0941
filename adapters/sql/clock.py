"""The database's clock: replicas whose own clocks differ agree on what is due."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from sqlalchemy import Engine, text

from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.statements import POSTGRES

ASK_EVERY: Final = 60.0
"""Seconds between two looks at the database's clock; in between, this machine's clock runs on beside it."""

_NOW = text("SELECT clock_timestamp()")


class DatabaseClock:
    """A `Clock`. With SQLite it is the machine's: there is no other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_apart = engine.dialect.name == POSTGRES
        self._ahead = timedelta()
        self._ask_at = 0.0

    def now(self) -> datetime:
        """While the database does not answer, the difference known last holds."""
        if self._is_apart and monotonic() >= self._ask_at:
            with suppress(DatabaseError):
                self._ahead = self.ahead()
            self._ask_at = monotonic() + ASK_EVERY
        return datetime.now(UTC) + self._ahead

    def ahead(self) -> timedelta:
        """How far the database's clock is ahead of this machine's. Raises DatabaseError."""
        if not self._is_apart:
            return timedelta()
        with translate_errors(), self._engine.connect() as connection:
            before = datetime.now(UTC)
            there: datetime = connection.execute(_NOW).scalar_one()
            after = datetime.now(UTC)
        return there - before - (after - before) / 2

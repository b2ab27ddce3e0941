"""What the database needs after a tick: traces of a closed round cleared at once, old rows deleted once a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Engine

from adapters.sql.retention import clear_traces, forget_what_is_old
from bot.ticks import Ticked

FORGET_EVERY: Final = timedelta(days=1)


class Maintenance:
    """Called after each tick, in its thread. Raises DatabaseError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._forget_at: datetime | None = None

    def __call__(self, done: Ticked, now: datetime) -> None:
        is_due = self._forget_at is None or now >= self._forget_at
        if is_due:
            gone = forget_what_is_old(self._engine, now)
            self._forget_at = now + FORGET_EVERY
            structlog.get_logger().info("forgot", events=gone.events, deliveries=gone.deliveries)
        if is_due or done.done.get("round.close"):
            clear_traces(self._engine)

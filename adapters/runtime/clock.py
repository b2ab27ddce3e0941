"""A clock for simulated time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at a moment and moves only by `advance`. The demo, its chat page and the tests use it."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a moment with a time zone")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Moves the clock forward and returns the new time. Raises ValueError for a negative step."""
        if by < timedelta():
            raise ValueError("a clock moves forward only")
        self._now += by
        return self._now

"""A clock that stands still until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at a moment and moves only by `advance`: for the demo, the chat page and tests."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a moment with a time zone")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Moves the clock on and returns what it shows. Time never goes back."""
        if by < timedelta():
            raise ValueError("a clock moves forward only")
        self._now += by
        return self._now

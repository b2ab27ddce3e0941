"""Keeping to a rate.

A bucket is one number: the moment at which everything sent so far would have been sent at the allowed rate (the
generic cell rate algorithm).
"""

from __future__ import annotations


class Bucket:
    """Lets one thing through every so many seconds, and `burst` of them at once after a rest."""

    __slots__ = ("_burst", "_every", "_paid_until")

    def __init__(self, *, every: float, burst: int) -> None:
        self._every = every
        self._burst = burst
        self._paid_until = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one may go."""
        return max(0.0, self._paid_until - now - self._every * (self._burst - 1))

    def take(self, now: float) -> None:
        """One goes, now or after its wait."""
        self._paid_until = max(self._paid_until, now) + self._every

    def rest(self, until: float) -> None:
        """Nothing goes before then."""
        self._paid_until = max(self._paid_until, until + self._every * (self._burst - 1))

    def is_full(self, now: float) -> bool:
        return self._paid_until <= now

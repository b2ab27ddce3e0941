"""Keeping to Slack's pace: one message a second in a conversation with small bursts, and so many a minute in all.

Local to a process, since one holder drains a workspace at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from adapters.chat.rate_limit import Bucket

CONVERSATION_EVERY: Final = 1.0
CONVERSATION_BURST: Final = 3
"""Slack: "short bursts" are let through; the number is ours."""
WORKSPACE_BURST: Final = 10
LONGEST_POSTPONED: Final = 3_600.0
_TIDY_ABOVE: Final = 5_000


class RateLimiter:
    """The buckets of one method in one workspace and its conversations."""

    def __init__(self, *, a_minute: int, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._every = 60 / a_minute
        self._all = Bucket(every=self._every, burst=WORKSPACE_BURST)
        self._postponed = 0.0
        self._conversations: dict[str, Bucket] = {}

    def wait(self, conversation: str) -> float:
        """Seconds until a message may go to this conversation."""
        now = self._seconds()
        own = self._conversations.get(conversation)
        return max(self._all.wait(now), own.wait(now) if own else 0.0)

    def take(self, conversation: str) -> float:
        """Takes the next place in the line; returns the seconds until it comes."""
        now, wait = self._seconds(), self.wait(conversation)
        self._tidy(now)
        own = self._conversations.setdefault(
            conversation, Bucket(every=CONVERSATION_EVERY, burst=CONVERSATION_BURST)
        )
        own.take(now + wait)
        self._all.take(now)
        return wait

    def postpone(self, conversation: str) -> float:
        """Seconds until a message to this conversation may be tried again: each gets a later moment than the last."""
        now = self._seconds()
        self._postponed = max(self._postponed, now + self.wait(conversation)) + self._every
        return min(self._postponed - now, LONGEST_POSTPONED)

    def rest(self, seconds: float) -> None:
        """Slack asked for silence."""
        self._all.rest(self._seconds() + seconds)

    def _tidy(self, now: float) -> None:
        if len(self._conversations) > _TIDY_ABOVE:
            self._conversations = {k: b for k, b in self._conversations.items() if not b.is_full(now)}

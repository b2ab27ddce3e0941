"""Keeping to Teams' pace: so many calls a second in a tenant, and so many in each of several spans in a conversation.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit. Local to a process, since one holder
drains a tenant at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

from adapters.chat.rate_limit import Bucket

A_SECOND: Final = 50
"""Calls of an app in a tenant."""
TENANT_BURST: Final = 5
SPANS: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""Calls of a bot in a conversation, each within so many seconds."""
MOST: Final = max(count for count, _ in SPANS)
LONGEST_POSTPONED: Final = 3_600.0
_TIDY_ABOVE: Final = 5_000


class ConversationPayload:
    """When calls went to it, as far back as any span reaches."""

    __slots__ = ("_went",)

    def __init__(self) -> None:
        self._went: deque[float] = deque(maxlen=MOST)

    def wait(self, now: float) -> float:
        """Seconds until one may go."""
        waits = (self._went[-most] + span - now for most, span in SPANS if len(self._went) >= most)
        return max(0.0, *waits, 0.0)

    def take(self, at: float) -> None:
        self._went.append(at)

    def is_idle(self, now: float) -> bool:
        """Nothing that went matters any more."""
        spans = (span for most, span in SPANS if most <= 2 * len(self._went))
        return not self._went or now - self._went[-1] > max(spans, default=1.0)


class RateLimiter:
    """The calls of one tenant and its conversations. At most `A_SECOND` go within any second, bursts included."""

    def __init__(self, *, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._every = 1 / (A_SECOND - TENANT_BURST)
        self._all = Bucket(every=self._every, burst=TENANT_BURST)
        self._postponed = 0.0
        self._conversations: dict[str, ConversationPayload] = {}

    def wait(self, conversation: str) -> float:
        """Seconds until a call may go to this conversation."""
        now = self._seconds()
        own = self._conversations.get(conversation)
        return max(self._all.wait(now), own.wait(now) if own else 0.0)

    def take(self, conversation: str) -> float:
        """Takes the next place in the line; returns the seconds until it comes."""
        now, wait = self._seconds(), self.wait(conversation)
        self._count(conversation, now, now + wait)
        return wait

    def note(self, conversation: str) -> None:
        """One went without waiting: somebody sits before it. What is sent first makes room."""
        now = self._seconds()
        self._count(conversation, now, now)

    def postpone(self, conversation: str) -> float:
        """Seconds until a call to this conversation may be tried again: each gets a later moment than the last."""
        now = self._seconds()
        self._postponed = max(self._postponed, now + self.wait(conversation)) + self._every
        return min(self._postponed - now, LONGEST_POSTPONED)

    def rest(self, seconds: float) -> None:
        """Teams asked for silence."""
        self._all.rest(self._seconds() + seconds)

    def _count(self, conversation: str, now: float, at: float) -> None:
        self._tidy(now)
        self._conversations.setdefault(conversation, ConversationPayload()).take(at)
        self._all.take(now)

    def _tidy(self, now: float) -> None:
        if len(self._conversations) > _TIDY_ABOVE:
            self._conversations = {k: c for k, c in self._conversations.items() if not c.is_idle(now)}

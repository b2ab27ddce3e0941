"""Client-side rate limits: we stay below a platform's limits, so that it has nothing to refuse.

Each limit is local to a process: one process at a time sends for a workspace.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import timedelta
from time import monotonic
from typing import Final, Generic, Protocol, TypeVar

from bot.outbox import Retry

T = TypeVar("T")
KeyT = TypeVar("KeyT", bound=Hashable)

LONGEST_POSTPONED: Final = 3_600.0
_TIDY_ABOVE: Final = 5_000
"""Conversations remembered before idle ones are dropped."""


class ConversationLimit(Protocol):
    """The limit of one conversation. Moments are seconds of a monotonic clock."""

    def wait(self, now: float) -> float:
        """Seconds until the next call may go."""

    def take(self, at: float) -> None:
        """Counts a call that goes at this moment."""

    def is_idle(self, now: float) -> bool:
        """No earlier call delays a later one any more."""


class TokenBucket:
    """Lets one call through every so many seconds, and `burst` of them at once after a rest.

    The state is one number: the moment at which all calls so far would have gone at the allowed rate (the generic
    cell rate algorithm).
    """

    __slots__ = ("_burst", "_every", "_paid_until")

    def __init__(self, *, every: float, burst: int) -> None:
        self._every = every
        self._burst = burst
        self._paid_until = 0.0

    def wait(self, now: float) -> float:
        return max(0.0, self._paid_until - now - self._every * (self._burst - 1))

    def take(self, at: float) -> None:
        self._paid_until = max(self._paid_until, at) + self._every

    def rest(self, until: float) -> None:
        """Lets nothing through before then."""
        self._paid_until = max(self._paid_until, until + self._every * (self._burst - 1))

    def is_idle(self, now: float) -> bool:
        return self._paid_until <= now


class SlidingWindows:
    """Lets so many calls through within any span of so many seconds, for several spans at once."""

    __slots__ = ("_sent", "_spans")

    def __init__(self, spans: Sequence[tuple[int, float]]) -> None:
        self._spans = spans
        self._sent: deque[float] = deque(maxlen=max(most for most, _ in spans))

    def wait(self, now: float) -> float:
        waits = (self._sent[-most] + span - now for most, span in self._spans if len(self._sent) >= most)
        return max(0.0, *waits, 0.0)

    def take(self, at: float) -> None:
        self._sent.append(at)

    def is_idle(self, now: float) -> bool:
        """True once the spans that these few calls can fill are over."""
        spans = (span for most, span in self._spans if most <= 2 * len(self._sent))
        return not self._sent or now - self._sent[-1] > max(spans, default=1.0)


class RateLimiter:
    """The limit of a workspace, and one for each of its conversations."""

    def __init__(
        self,
        *,
        every: float,
        burst: int,
        conversation: Callable[[], ConversationLimit],
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._seconds = seconds
        self._every = every
        self._workspace = TokenBucket(every=every, burst=burst)
        self._postponed = 0.0
        self._new_conversation = conversation
        self._conversations: dict[str, ConversationLimit] = {}

    def wait(self, conversation: str) -> float:
        """Seconds until a call may go to this conversation."""
        now = self._seconds()
        own = self._conversations.get(conversation)
        return max(self._workspace.wait(now), own.wait(now) if own else 0.0)

    def take(self, conversation: str) -> float:
        """Takes the next place in the line; returns the seconds until it comes."""
        now, wait = self._seconds(), self.wait(conversation)
        self._count(conversation, now, now + wait)
        return wait

    def count(self, conversation: str) -> None:
        """Counts a call that goes without waiting, because a person waits for it. Later calls make room."""
        now = self._seconds()
        self._count(conversation, now, now)

    def postpone(self, conversation: str) -> float:
        """Seconds until a call to this conversation may be tried again: each gets a later moment than the last."""
        now = self._seconds()
        self._postponed = max(self._postponed, now + self.wait(conversation)) + self._every
        return min(self._postponed - now, LONGEST_POSTPONED)

    def rest(self, seconds: float) -> None:
        """Lets nothing through for so long: the platform asked for it."""
        self._workspace.rest(self._seconds() + seconds)

    async def run_in_turn(
        self, conversation: str, call: Callable[[], Awaitable[T]], *, longest_wait: float
    ) -> T | Retry:
        """Waits for its place in the line and calls; a Retry where that takes longer than `longest_wait`."""
        if self.wait(conversation) > longest_wait:
            return Retry("waits for its turn", timedelta(seconds=self.postpone(conversation)))
        if wait := self.take(conversation):
            await asyncio.sleep(wait)
        return await call()

    def _count(self, conversation: str, now: float, at: float) -> None:
        if len(self._conversations) > _TIDY_ABOVE:
            self._conversations = {k: c for k, c in self._conversations.items() if not c.is_idle(now)}
        own = self._conversations.get(conversation)
        if own is None:
            own = self._conversations[conversation] = self._new_conversation()
        own.take(at)
        self._workspace.take(now)


class RateLimiters(Generic[KeyT]):
    """One limiter for each workspace, made when it is first asked for."""

    def __init__(self, make: Callable[[KeyT], RateLimiter]) -> None:
        self._make = make
        self._limiters: dict[KeyT, RateLimiter] = {}

    def limiter_for(self, key: KeyT) -> RateLimiter:
        known = self._limiters.get(key)
        if known is None:
            known = self._limiters[key] = self._make(key)
        return known


class Throttle:
    """A rate for calls that nobody waits for: each sleeps until its turn comes."""

    def __init__(self, *, every: float, burst: int, seconds: Callable[[], float] = monotonic) -> None:
        self._bucket = TokenBucket(every=every, burst=burst)
        self._seconds = seconds

    async def wait_turn(self) -> None:
        now = self._seconds()
        wait = self._bucket.wait(now)
        self._bucket.take(now)
        await asyncio.sleep(wait)

    def rest(self, wait: timedelta) -> None:
        """Lets nothing through for so long."""
        self._bucket.rest(self._seconds() + wait.total_seconds())

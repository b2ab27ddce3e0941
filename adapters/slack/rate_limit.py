"""Slack's rate limits for messages: one a second in a conversation with small bursts, and so many a minute in all."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from adapters.chat.rate_limit import RateLimiter, TokenBucket

CONVERSATION_EVERY: Final = 1.0
CONVERSATION_BURST: Final = 3
"""Slack allows "short bursts"; the number is ours."""
WORKSPACE_BURST: Final = 10


def new_limiter(*, a_minute: int, seconds: Callable[[], float] = monotonic) -> RateLimiter:
    """The limiter of one method in one workspace."""
    return RateLimiter(
        every=60 / a_minute,
        burst=WORKSPACE_BURST,
        conversation=lambda: TokenBucket(every=CONVERSATION_EVERY, burst=CONVERSATION_BURST),
        seconds=seconds,
    )

"""Teams' rate limits: so many calls a second in a tenant, and so many in each of several spans in a conversation.

Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from adapters.chat.rate_limit import RateLimiter, SlidingWindows

A_SECOND: Final = 50
"""Calls of an app in a tenant, bursts included."""
TENANT_BURST: Final = 5
SPANS: Final = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""Calls of a bot in a conversation, each within so many seconds."""


def new_limiter(*, seconds: Callable[[], float] = monotonic) -> RateLimiter:
    """The limiter of one tenant, shared by deliveries and answers."""
    return RateLimiter(
        every=1 / (A_SECOND - TENANT_BURST),
        burst=TENANT_BURST,
        conversation=lambda: SlidingWindows(SPANS),
        seconds=seconds,
    )

"""Slack's limits on messages: one a second in a conversation, so many a minute in the workspace, both with bursts."""

from __future__ import annotations

import math
from time import monotonic


class Rates:
    """Token buckets. What is refused costs nothing."""

    def __init__(self, *, a_minute: int, burst: int = 20, conversation_burst: int = 3) -> None:
        self._rate = a_minute / 60
        self._burst = burst
        self._conversation_burst = conversation_burst
        self._all = (float(burst), monotonic())
        self._conversations: dict[str, tuple[float, float]] = {}
        self.burst = burst
        self.taken = self.refused = 0
        """Calls that were let through, whatever came of them, and those that were not."""

    def retry_after(self, conversation: str) -> int | None:
        """Whole seconds to wait, as Slack says them; None if the message may go."""
        now = monotonic()
        all_ = _filled(*self._all, self._rate, self._burst, now)
        own = _filled(
            *self._conversations.get(conversation, (self._conversation_burst, now)),
            1.0,
            self._conversation_burst,
            now,
        )
        if all_ >= 1 and own >= 1:
            self._all, self._conversations[conversation] = (all_ - 1, now), (own - 1, now)
            self.taken += 1
            return None
        self.refused += 1
        return max(1, math.ceil(max((1 - all_) / self._rate, 1 - own)))


def _filled(tokens: float, since: float, rate: float, most: float, now: float) -> float:
    return min(most, tokens + (now - since) * rate)

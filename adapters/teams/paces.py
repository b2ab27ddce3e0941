"""The pace of each tenant, shared by what is sent first and what answers."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from adapters.teams.rate_limit import RateLimiter


class Paces:
    def __init__(self, *, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._paces: dict[str, RateLimiter] = {}

    def of(self, tenant: str) -> RateLimiter:
        known = self._paces.get(tenant)
        if known is None:
            known = self._paces[tenant] = RateLimiter(seconds=self._seconds)
        return known

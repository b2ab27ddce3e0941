"""Counts for whoever watches: what waits, what could not be sent, what was set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSnapshot:
    """`overdue_since` is since when the message that waits longest could go out; None where none waits."""

    deliveries: Mapping[tuple[str, str], int]
    overdue_since: datetime | None
    parked: Mapping[str, int]
    desk_errands: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why nothing can be counted."""

    message: str

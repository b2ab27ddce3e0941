"""Running a transaction again where that may help."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from adapters.sql.errors import driver_errors, trouble

T = TypeVar("T")


def run_with_retries(once: Callable[[], T]) -> T:
    """Calls `once`, which is one transaction, as often as its trouble allows; then raises the `DatabaseError`.

    Whatever is no trouble of the database's passes on at once.
    """
    for attempt in count(1):
        try:
            return once()
        except driver_errors() as error:
            meant = trouble(error)
            if meant is None:
                raise
            if attempt >= meant.tries:
                raise meant from error
            _pause(meant.pause, attempt)
    raise AssertionError("count() does not end")


def _pause(shortest: float, attempt: int) -> None:
    """Longer each time, and never the same for two who stand in each other's way."""
    time.sleep(shortest * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret

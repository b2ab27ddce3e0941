"""Retries transactions that failed for a transient reason."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from adapters.sql.errors import driver_errors, translated

T = TypeVar("T")


def run_with_retries(transaction: Callable[[], T]) -> T:
    """Runs the transaction as often as its error allows, then raises the `DatabaseError`.

    Any other exception passes at once.
    """
    for attempt in count(1):
        try:
            return transaction()
        except driver_errors() as error:
            known = translated(error)
            if known is None:
                raise
            if attempt >= known.tries:
                raise known from error
            _pause(known.pause, attempt)
    raise AssertionError("count() does not end")


def _pause(shortest: float, attempt: int) -> None:
    """Sleeps twice as long each time, with jitter, so that two clashing transactions do not clash again."""
    time.sleep(shortest * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret

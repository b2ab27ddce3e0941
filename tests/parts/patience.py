"""One deadline for all that a test waits for: so long that a busy machine never decides whether a test passes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 60.0
"""Seconds."""
_BETWEEN_LOOKS: Final = 0.02


async def until(is_so: Callable[[], object]) -> None:
    """Returns once it is so; fails after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(_BETWEEN_LOOKS)


def wait_until(is_so: Callable[[], object]) -> None:
    """As `until`, where nothing else runs meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(_BETWEEN_LOOKS)

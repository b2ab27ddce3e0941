"""Every screen with example facts: for the gallery, for renderers' tests, and for eyes. A room a noun."""

from __future__ import annotations

from itertools import chain

from bot.gallery import (
    asks,
    charter,
    checkins,
    home,
    people,
    programme,
    reports,
    scope,
    sessions,
    shared,
    tickets,
)
from bot.gallery.cast import Example

__all__ = ["Example", "examples"]

_ROOMS = (shared, charter, checkins, sessions, home, people, programme, scope, asks, tickets, reports)


def examples() -> tuple[Example, ...]:
    """All of them, by noun."""
    return tuple(chain.from_iterable(room.examples() for room in _ROOMS))

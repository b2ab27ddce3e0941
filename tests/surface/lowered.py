"""A release whose limits are lower than those that stored messages were built with."""

from __future__ import annotations

from collections.abc import Callable

from bot import limits


def lower_every_limit(set_attribute: Callable[[object, str, object], None]) -> None:
    """Sets each number of `bot.limits` to 1, with monkeypatch's `setattr`."""
    for name in filter(str.isupper, vars(limits)):
        set_attribute(limits, name, 1)

"""The audit trail."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cast import NOON
from bot.feature import Example
from bot.privacy import screens
from bot.privacy.audit import next_entry


def examples() -> Iterator[Example]:
    head = next_entry(None, at=NOON, actor="schedule", what="round.closed", about={})
    yield Example("privacy.anchor", "a lead", screens.anchor(head))

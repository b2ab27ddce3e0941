"""The audit trail's anchor, in words."""

from __future__ import annotations

from bot.privacy.audit import AuditEntry
from bot.screens import message, quiet
from bot.surface import Message


def anchor(head: AuditEntry) -> Message:
    """Small, since it comes daily: it only has to be kept, and found again."""
    return message(
        "Today's audit anchor",
        quiet(
            f"Audit anchor, {head.seq} entries: {head.hash}. Nothing to do: with this message kept here, your operator "
            "can check that the trail was not rewritten (upmentor audit verify --anchor)."
        ),
    )

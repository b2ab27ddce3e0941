"""The audit trail's anchor, in words."""

from __future__ import annotations

from bot.privacy.audit import AuditEntry
from bot.screens import facts, message, quiet
from bot.surface import Message, Text


def anchor(head: AuditEntry) -> Message:
    return message(
        "Today's audit anchor",
        Text(
            "The audit trail has grown. Keep this message: with it anyone can check that nothing was rewritten."
        ),
        facts(("Entries", str(head.seq)), ("Anchor", head.hash)),
        quiet("Your operator checks with: upmentor audit verify --anchor, and this anchor."),
        title="Audit anchor",
    )

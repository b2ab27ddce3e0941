"""Text and ids of tickets that several desks share: the reference in the summary, links, times."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from bot import limits
from bot.outbox import Undeliverable
from bot.ports import TicketOrder

NOT_OURS: Final = Undeliverable(
    "the desk answers with a ticket that is not this one",
    "Look at what stands between Upmentor and the desk: it may mix up answers. Nothing of that ticket was kept.",
)
GONE: Final = Undeliverable(
    "the desk has no such ticket, or the account may not see it",
    "Look for the ticket at the desk. If it was deleted there, its owner can ask again.",
)
_REFERENCE: Final = re.compile(r"F-[A-Z0-9]{4,12}")
_LONGEST_REFERENCE: Final = 200


def marked(order: TicketOrder) -> str:
    """The summary with the reference in front: a search finds the ticket by it, and a person can read it out."""
    return f"[{order.reference}] {order.summary}"


def is_marked(order: TicketOrder, summary: str) -> bool:
    return f"[{order.reference}]" in summary


def searchable(order: TicketOrder) -> str:
    """The reference for use in a query. Raises ValueError for one with characters that a query could interpret."""
    if not _REFERENCE.fullmatch(order.reference):
        raise ValueError("not a reference that a ticket has")
    return order.reference


def as_reference(written: str, form: str) -> str:
    """The desk's reference if it matches the pattern, else "", since it becomes part of a URL."""
    return written if re.fullmatch(form, written) and len(written) <= _LONGEST_REFERENCE else ""


def as_link(written: str) -> str:
    """The URL if it may be shown as a link, else ""."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return written if is_web and written.isprintable() and len(written) <= limits.URL else ""


def as_moment(written: str) -> datetime | None:
    """Parses ISO 8601, also with Jira's +0000; a time without a zone is UTC. None if it is no time."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def asked_by(order: TicketOrder) -> str:
    """The text with the requester under it, for desks that have no field for one."""
    return f"{order.text}\n\nRequested by: {order.requester}" if order.requester else order.text

"""The `Retry-After` header, in both of its forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = timedelta(hours=6)


def parse_retry_after(headers: Mapping[str, str], *, received_at: datetime | None = None) -> timedelta | None:
    """The wait that the response asks for, six hours at most; None without a header that can be read.

    A date is compared with the response's own `Date`, so the two clocks need not agree, or else with `received_at`.
    """
    written = headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdecimal() and len(written) < 7:
        return min(timedelta(seconds=int(written)), LONGEST)
    until, sent_at = _moment(written), _moment(headers.get("Date", "")) or received_at
    if until is None or sent_at is None:
        return None
    return min(max(until - sent_at, timedelta()), LONGEST)


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

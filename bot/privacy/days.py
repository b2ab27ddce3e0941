"""Days in place of moments, for facts whose moment would tell whose they are."""

from __future__ import annotations

from datetime import UTC, datetime


def day_of(moment: datetime) -> datetime:
    """The beginning of its day in UTC: all that is kept of when a flag or its ticket moved.

    Messages are kept with their moment and whom they were for, so a moment here would tell whose flag it is.
    """
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

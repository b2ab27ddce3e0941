"""Due items that failed in a tick, set aside for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from adapters.sql.statements import put
from adapters.sql.tables import parked

_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long an item is set aside after each failure; the last holds for all that follow."""
_MAX_ERROR: Final = 500

_TRIES = select(parked.c.tries).where(parked.c.kind == bindparam("kind"), parked.c.item == bindparam("item"))
_QUARANTINE: Final = put(parked)
_QUARANTINED = select(parked.c.item, parked.c.retry_at).where(parked.c.kind == bindparam("kind"))
_CLEAR = delete(parked).where(parked.c.kind == bindparam("kind"), parked.c.item == bindparam("item"))


class SqlFailedItems:
    """A `FailedItemStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def quarantine(self, kind: str, item: str, error: str, at: datetime) -> None:
        tries = self._connection.execute(_TRIES, {"kind": kind, "item": item}).scalar_one_or_none() or 0
        row = {
            "kind": kind,
            "item": item,
            "error": error[:_MAX_ERROR],
            "tries": tries + 1,
            "parked_at": at,
            "retry_at": at + _PAUSES[min(tries, len(_PAUSES) - 1)],
        }
        self._connection.execute(_QUARANTINE[self._connection.dialect.name], row)

    def quarantined(self, kind: str) -> Mapping[str, datetime]:
        rows = self._connection.execute(_QUARANTINED, {"kind": kind})
        return {item: at for item, at in rows}  # noqa: C416 - dict(rows) takes a result for a mapping

    def clear(self, kind: str, item: str) -> None:
        self._connection.execute(_CLEAR, {"kind": kind, "item": item})

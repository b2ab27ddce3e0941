"""After a sudden end: what the process before could not give back."""

from __future__ import annotations

from sqlalchemy import Engine, update

from adapters.sql.errors import troubles
from adapters.sql.tables import workspace_lease

_FREE = update(workspace_lease).values(holder="")


def free_leases(engine: Engine) -> None:
    """Takes every lease back. Only for whoever is certain to be alone on the database."""
    with troubles(), engine.begin() as connection:
        connection.execute(_FREE)

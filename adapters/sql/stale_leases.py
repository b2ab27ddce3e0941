"""After a sudden end: what the process before could not give back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine, bindparam, select, update

from adapters.sql.errors import translate_errors
from adapters.sql.leases import NOBODY_YET
from adapters.sql.tables import workspace_lease

_HOLDERS: Final = select(workspace_lease.c.holder).where(workspace_lease.c.holder != "").distinct()
_FREE: Final = update(workspace_lease).where(workspace_lease.c.holder != NOBODY_YET).values(holder="")
_FREE_OF: Final = _FREE.where(workspace_lease.c.holder == bindparam("of"))


def release_all_leases(engine: Engine) -> None:
    """Takes every lease back, and lets rest what rests. Only for whoever is certain to be alone on the database."""
    with translate_errors(), engine.begin() as connection:
        connection.execute(_FREE)


def release_leases_of_exited_processes(engine: Engine, has_exited: Callable[[str], bool]) -> None:
    """Takes back what holders have that are certain to have ended; the others' leases run out by themselves."""
    with translate_errors(), engine.begin() as connection:
        for holder in connection.execute(_HOLDERS).scalars().all():
            if has_exited(holder):
                connection.execute(_FREE_OF, {"of": holder})

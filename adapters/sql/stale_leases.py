"""Releases leases that a killed process left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine, bindparam, select, update

from adapters.sql.errors import translate_errors
from adapters.sql.leases import RESTING
from adapters.sql.tables import workspace_lease

_HOLDERS: Final = select(workspace_lease.c.holder).where(workspace_lease.c.holder != "").distinct()
_FREE: Final = update(workspace_lease).where(workspace_lease.c.holder != RESTING).values(holder="")
_FREE_OF: Final = _FREE.where(workspace_lease.c.holder == bindparam("of"))


def release_all_leases(engine: Engine) -> None:
    """Releases all leases except those of resting workspaces. Only for a process that is alone on the database."""
    with translate_errors(), engine.begin() as connection:
        connection.execute(_FREE)


def release_leases_of_exited_processes(engine: Engine, has_exited: Callable[[str], bool]) -> None:
    """Releases the leases of holders that have certainly exited. The others' run out by themselves."""
    with translate_errors(), engine.begin() as connection:
        for holder in connection.execute(_HOLDERS).scalars().all():
            if has_exited(holder):
                connection.execute(_FREE_OF, {"of": holder})

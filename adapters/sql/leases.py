"""Leases: which replica sends for which workspace.

One conditional upsert, the same on both databases, takes a free workspace or one whose lease ran out. PostgreSQL locks
the row for this statement only, so `SKIP LOCKED` would save no wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, update

from adapters.sql.statements import Insert, Statement, on_both
from adapters.sql.tables import workspace_lease
from bot.people.roles import Platform

RESTING: Final = "-"
"""The holder of a resting workspace. Its lease runs out like any other."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace or tenant of a platform. One replica at a time sends for it, and the platform limits its rate."""

    platform: Platform
    workspace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send for a workspace until a time. Each later lease of the workspace has a higher fence."""

    workspace: Workspace
    holder: str
    fence: int
    until: datetime


def take(
    connection: Connection, workspace: Workspace, *, holder: str, now: datetime, until: datetime
) -> Lease | None:
    given = {**_named(workspace), "holder": holder, "now": now, "until": until}
    fence = connection.execute(_TAKE[connection.dialect.name], given).scalar_one_or_none()
    if fence is None:
        return None
    return Lease(workspace=workspace, holder=holder, fence=fence, until=until)


def renew(connection: Connection, lease: Lease, until: datetime) -> Lease | None:
    held = connection.execute(_RENEW, {**held_by(lease), "longer": until})
    return replace(lease, until=until) if held.rowcount else None


def release(connection: Connection, lease: Lease, rests_until: datetime | None) -> None:
    """Releases the lease at once, or lets the workspace rest first."""
    if rests_until is None:
        connection.execute(_RELEASE, held_by(lease))
    else:
        connection.execute(_REST, {**held_by(lease), "rested": rests_until})


def _named(workspace: Workspace) -> dict[str, object]:
    return {"platform": workspace.platform, "workspace": workspace.workspace}


def held_by(lease: Lease) -> dict[str, object]:
    """The parameters of `IS_HELD`."""
    return {
        "held_platform": lease.workspace.platform,
        "held_workspace": lease.workspace.workspace,
        "held_fence": lease.fence,
    }


def _take(insert: Insert) -> Statement:
    statement = insert(workspace_lease).values(
        platform=bindparam("platform"),
        workspace=bindparam("workspace"),
        holder=bindparam("holder"),
        until=bindparam("until"),
        fence=1,
    )
    return statement.on_conflict_do_update(
        index_elements=[workspace_lease.c.platform, workspace_lease.c.workspace],
        set_={
            "holder": statement.excluded.holder,
            "until": statement.excluded.until,
            "fence": workspace_lease.c.fence + 1,
        },
        where=or_(workspace_lease.c.holder == "", workspace_lease.c.until <= bindparam("now")),
    ).returning(workspace_lease.c.fence)


IS_HELD = and_(
    workspace_lease.c.platform == bindparam("held_platform"),
    workspace_lease.c.workspace == bindparam("held_workspace"),
    workspace_lease.c.fence == bindparam("held_fence"),
    workspace_lease.c.holder != "",
)
"""True while no later lease exists and this one was not released. It may have run out."""

_TAKE: Final = on_both(_take)
_RENEW = update(workspace_lease).where(IS_HELD).values(until=bindparam("longer"))
_RELEASE = update(workspace_lease).where(IS_HELD).values(holder="")
_REST = update(workspace_lease).where(IS_HELD).values(holder=RESTING, until=bindparam("rested"))

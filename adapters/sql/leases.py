"""Which replica drains which workspace.

One conditional upsert, the same on both databases: it takes a free workspace, or one whose time ran out, and nothing
else. PostgreSQL locks the row for the length of this statement only, so `SKIP LOCKED` would spare nobody a wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, update

from adapters.sql.statements import Insert, Statement, on_both
from adapters.sql.tables import workspace_lease
from bot.people.roles import Platform

NOBODY_YET: Final = "-"
"""The holder of a workspace that rests, since its platform wanted silence: its lease runs out like any other."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace or tenant of a platform: what one replica drains alone, and what the platform limits."""

    platform: Platform
    workspace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to drain a workspace until then. A later lease of the same workspace has a higher fence."""

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


def give_back(connection: Connection, lease: Lease, rests_until: datetime | None) -> None:
    """To anybody; or, once it rested, to whoever comes first."""
    if rests_until is None:
        connection.execute(_GIVE_BACK, held_by(lease))
    else:
        connection.execute(_REST, {**held_by(lease), "rested": rests_until})


def _named(workspace: Workspace) -> dict[str, object]:
    return {"platform": workspace.platform, "workspace": workspace.workspace}


def held_by(lease: Lease) -> dict[str, object]:
    """What `IS_HELD` asks for."""
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
"""Nobody has got the workspace after this lease, nor was it given back. It may have run out."""

_TAKE: Final = on_both(_take)
_RENEW = update(workspace_lease).where(IS_HELD).values(until=bindparam("longer"))
_GIVE_BACK = update(workspace_lease).where(IS_HELD).values(holder="")
_REST = update(workspace_lease).where(IS_HELD).values(holder=NOBODY_YET, until=bindparam("rested"))

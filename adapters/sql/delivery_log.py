"""The delivery log: an operator's view of the outbox, and retries of undeliverable messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from adapters.sql.tables import delivery, person
from bot.ids import DeliveryId, PersonId
from bot.outbox import DeliveryState
from bot.people.roles import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLogEntry:
    """A delivery without its message. `account` is "" if it was not known."""

    id: DeliveryId
    person: PersonId
    email: str
    platform: Platform
    workspace: str
    account: str
    card: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime
    settled_at: datetime | None
    reason: str
    repair: str


def deliveries(connection: Connection, *, failed: bool, limit: int) -> tuple[DeliveryLogEntry, ...]:
    """Lists deliveries, the newest first; with `failed`, only undeliverable ones."""
    rows = connection.execute(_FAILED if failed else _ALL, {"at_most": limit})
    return tuple(_entry(row) for row in rows)


def retry(connection: Connection, ids: Sequence[DeliveryId], now: datetime) -> int:
    """Makes undeliverable ones wait again if their person has an account; returns how many do."""
    return connection.execute(_RETRY, {"ids": list(ids), "now": now}).rowcount


def _entry(row: Row[*tuple[Any, ...]]) -> DeliveryLogEntry:
    return DeliveryLogEntry(
        id=row.id,
        person=row.person,
        email=row.email,
        platform=Platform(row.platform),
        workspace=row.workspace,
        account=row.account,
        card=row.card,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        settled_at=row.settled_at,
        reason=row.reason,
        repair=row.repair,
    )


_ALL = (
    select(
        delivery.c.id,
        delivery.c.person,
        person.c.email,
        delivery.c.platform,
        delivery.c.workspace,
        delivery.c.account,
        delivery.c.card,
        delivery.c.state,
        delivery.c.attempts,
        delivery.c.created_at,
        delivery.c.next_at,
        delivery.c.settled_at,
        delivery.c.reason,
        delivery.c.repair,
    )
    .join(person, person.c.id == delivery.c.person)
    .order_by(delivery.c.seq.desc())
    .limit(bindparam("at_most"))
)
_FAILED = _ALL.where(delivery.c.state == DeliveryState.UNDELIVERABLE.value)
_RETRY = (
    update(delivery)
    .where(
        delivery.c.id.in_(bindparam("ids", expanding=True)),
        delivery.c.state == DeliveryState.UNDELIVERABLE.value,
        delivery.c.sealed.is_not(None),
        person.c.id == delivery.c.person,
        person.c.account.is_not(None),
    )
    .values(
        platform=person.c.platform,
        workspace=person.c.workspace,
        account=person.c.account,
        state=DeliveryState.WAITING.value,
        attempts=0,
        not_before=None,
        next_at=bindparam("now"),
        settled_at=None,
        reason="",
        repair="",
    )
)

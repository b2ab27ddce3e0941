"""Waiting deliveries: which are next, and their outcomes.

Each person is one *conversation*. Its deliveries are sent in the order in which they were enqueued: one that waits, for
its turn or for a retry, delays all later ones. One with `not_before` delays nothing until then, except redraws of its
own card.

A redraw has nothing to redraw if its card never arrived or the card's receipt is deleted. It is recorded as delivered
and not sent, since the person would otherwise get an unexpected card.

A delivered message is deleted at once. An undeliverable one stays as long as its row, so that somebody can fix the
cause and retry.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, assert_never

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    and_,
    bindparam,
    case,
    exists,
    literal_column,
    null,
    or_,
    select,
    update,
)

from adapters.sql.key_cache import VaultCache
from adapters.sql.leases import IS_HELD, Lease, Workspace, held_by
from adapters.sql.tables import delivery, workspace_lease
from bot.address import Address
from bot.ids import DeliveryId
from bot.outbox import Delivered, Delivery, DeliveryState, Outcome, Retry, Undeliverable, next_attempt
from bot.people.roles import Platform
from bot.privacy.seal import CannotOpen, Purpose
from bot.surface import decode_message

CANNOT_OPEN: Final = Undeliverable(
    "the sealed message does not open",
    "Put the missing key back at the end of UPMENTOR_SECRET_KEYS (or of the key file), then retry this delivery.",
)
CANNOT_READ: Final = Undeliverable(
    "this release cannot read the stored message",
    "Run the release that stored it, or a later one, then retry this delivery.",
)
FIX_AND_RETRY: Final = "Fix what the reason says, then retry this delivery."


def due_workspaces(connection: Connection, now: datetime) -> tuple[Workspace, ...]:
    rows = connection.execute(_DUE_WORKSPACES, {"now": now})
    return tuple(Workspace(Platform(platform), workspace) for platform, workspace in rows)


def next_deliveries(
    connection: Connection,
    vaults: VaultCache,
    lease: Lease,
    *,
    now: datetime,
    limit: int,
    busy: Collection[str],
) -> tuple[Delivery, ...]:
    """The first waiting delivery of each conversation, if it is due: retries, then those that are due the longest.

    Skips the `busy` accounts, which have a send in flight. Retries go first, or they would wait for a whole round.
    """
    while True:
        rows = _due(connection, lease.workspace, now, limit, busy)
        read = [_read(row, vaults) for row in rows]
        found = tuple(one for one in read if isinstance(one, Delivery))
        if len(found) == len(rows):
            return found
        # Outcomes are recorded here, so that the next query finds the deliveries that follow in their conversations.
        for row, one in zip(rows, read, strict=True):
            if not isinstance(one, Delivery):
                record_outcome(connection, lease, row.id, one, attempts=row.attempts, now=now)


def _due(
    connection: Connection, workspace: Workspace, now: datetime, limit: int, busy: Collection[str]
) -> list[Row[*tuple[Any, ...]]]:
    given = {"platform": workspace.platform, "workspace": workspace.workspace, "now": now, "busy": list(busy)}
    tried = list(connection.execute(_HEADS_TRIED, {**given, "at_most": limit}))
    left = limit - len(tried)
    return [*tried, *connection.execute(_HEADS_FRESH, {**given, "at_most": left})] if left else tried


def record_outcome(
    connection: Connection,
    lease: Lease,
    delivery: DeliveryId,
    outcome: Outcome,
    *,
    attempts: int,
    now: datetime,
) -> bool:
    """Records the outcome if the delivery is still waiting, but a retry only under a lease that is still held.

    True if it was recorded under such a lease.
    """
    given = {"of": delivery, **held_by(lease), **_ending(outcome, attempts, now)}
    return bool(connection.execute(_SETTLE, given).scalar_one_or_none())


def _ending(outcome: Outcome, attempts: int, now: datetime) -> dict[str, object]:
    match outcome:
        case Delivered(receipt=receipt):
            return _settled(DeliveryState.DELIVERED, attempts + 1, now) | {"receipt": receipt}
        case Undeliverable(reason=reason, repair=repair):
            ended = _settled(DeliveryState.UNDELIVERABLE, attempts + 1, now)
            return ended | {"reason": reason, "repair": repair}
        case Retry(why=why, after=after):
            next_at = next_attempt(outcome, attempts=attempts + 1, now=now)
            if next_at is None:
                return _ending(Undeliverable(why, FIX_AND_RETRY), attempts, now)
            # A platform that says when to retry is no failure, so it does not lengthen the delays.
            failures = attempts if after is not None else attempts + 1
            waiting = _settled(DeliveryState.WAITING, failures, next_at)
            return waiting | {"settled_at": None, "reason": why}
        case _ as never:
            assert_never(never)


def _settled(state: DeliveryState, attempts: int, at: datetime) -> dict[str, object]:
    return {
        "state": state.value,
        "attempts": attempts,
        "next_at": at,
        "settled_at": at,
        "receipt": "",
        "reason": "",
        "repair": "",
    }


def _read(row: Row[*tuple[Any, ...]], vaults: VaultCache) -> Delivery | Delivered | Undeliverable:
    """The delivery to send, or its outcome if it cannot or need not be sent."""
    if row.redraws and not row.card_receipt:
        return Delivered()
    try:
        raw = vaults.own(row.organisation).open(Purpose.DELIVERY, (row.person, row.id), row.sealed)
        message = decode_message(raw)
    except CannotOpen:
        return CANNOT_OPEN
    except (msgspec.DecodeError, UnicodeDecodeError):
        return CANNOT_READ
    return Delivery(
        id=row.id,
        to=Address(platform=Platform(row.platform), workspace=row.workspace, user=row.account),
        message=message,
        card=row.card,
        redraws=row.redraws,
        attempts=row.attempts,
        receipt=row.card_receipt or "",
    )


# Literals, so that both databases see that they can use a partial index of waiting rows.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_IS_DUE = and_(delivery.c.state == _WAITING, delivery.c.next_at <= bindparam("now"))

_DUE_WORKSPACES = (
    select(delivery.c.platform, delivery.c.workspace)
    .where(
        _IS_DUE,
        ~exists().where(
            workspace_lease.c.platform == delivery.c.platform,
            workspace_lease.c.workspace == delivery.c.workspace,
            workspace_lease.c.holder != "",
            workspace_lease.c.until > bindparam("now"),
        ),
    )
    .distinct()
)

_before = delivery.alias("before")
_shown = delivery.alias("shown")
_IS_FIRST = ~exists().where(
    _before.c.person == delivery.c.person,
    _before.c.state == _WAITING,
    _before.c.seq < delivery.c.seq,
    or_(
        _before.c.not_before.is_(None),
        _before.c.not_before <= bindparam("now"),
        and_(delivery.c.redraws, _before.c.card == delivery.c.card),
    ),
)
_CARD_RECEIPT = (
    select(_shown.c.receipt)
    .where(_shown.c.person == delivery.c.person, _shown.c.card == delivery.c.card, _shown.c.receipt != "")
    .order_by(_shown.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_HEADS = (
    select(
        delivery.c.id,
        delivery.c.organisation,
        delivery.c.person,
        delivery.c.platform,
        delivery.c.workspace,
        delivery.c.account,
        delivery.c.card,
        delivery.c.redraws,
        delivery.c.sealed,
        delivery.c.attempts,
        case((delivery.c.redraws, _CARD_RECEIPT), else_="").label("card_receipt"),
    )
    .where(
        delivery.c.platform == bindparam("platform"),
        delivery.c.workspace == bindparam("workspace"),
        delivery.c.account.not_in(bindparam("busy", expanding=True)),
        _IS_DUE,
        _IS_FIRST,
    )
    .order_by(delivery.c.next_at, delivery.c.seq)
    .limit(bindparam("at_most"))
)
_NEVER: ColumnElement[int] = literal_column("0")
_HEADS_TRIED = _HEADS.where(delivery.c.attempts > _NEVER)
_HEADS_FRESH = _HEADS.where(delivery.c.attempts == _NEVER)

_is_delivered = bindparam("state", type_=String) == DeliveryState.DELIVERED.value
_is_waiting = bindparam("state", type_=String) == DeliveryState.WAITING.value
_SETTLE = (
    update(delivery)
    .where(
        delivery.c.id == bindparam("of"),
        delivery.c.state == _WAITING,
        or_(~_is_waiting, exists().where(IS_HELD)),
    )
    .values(
        state=bindparam("state"),
        attempts=bindparam("attempts"),
        next_at=bindparam("next_at"),
        settled_at=bindparam("settled_at"),
        receipt=bindparam("receipt"),
        reason=bindparam("reason"),
        repair=bindparam("repair"),
        sealed=case((_is_delivered, null()), else_=delivery.c.sealed),
    )
    .returning(exists().where(IS_HELD))
)

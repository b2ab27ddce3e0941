"""The outbox for the relay and the operator, made of `leases`, `deliveries` and `delivery_log`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from adapters.sql import deliveries, delivery_log, leases
from adapters.sql.delivery_log import DeliveryLogEntry
from adapters.sql.key_cache import VaultCache
from adapters.sql.leases import Lease, Workspace
from adapters.sql.retries import run_with_retries
from bot.ids import DeliveryId
from bot.outbox import Delivery, Outcome
from bot.privacy.seal import KeyRing

__all__ = ["DeliveryLogEntry", "Lease", "SqlOutboxQueue", "Workspace"]

T = TypeVar("T")


class SqlOutboxQueue:
    """An `OutboxQueue` for any number of threads. Each call is one transaction.

    Raises a `DatabaseError` if the database cannot be used.
    """

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        self._engine = engine
        self._vaults = VaultCache(ring)

    def due_workspaces(self, now: datetime) -> tuple[Workspace, ...]:
        """Workspaces with due deliveries and no holder. A due one may still wait for an earlier one."""
        return self._do(lambda c: deliveries.due_workspaces(c, now))

    def lease(self, workspace: Workspace, *, holder: str, now: datetime, until: datetime) -> Lease | None:
        """A lease with a higher fence than any before; None while another holder has the workspace."""
        return self._do(lambda c: leases.take(c, workspace, holder=holder, now=now, until=until))

    def renew(self, lease: Lease, *, now: datetime, until: datetime) -> Lease | None:
        """The extended lease; None if it was lost. One that ran out is lost only when another holder takes it."""
        return self._do(lambda c: leases.renew(c, lease, until))

    def release(self, lease: Lease, rests_until: datetime | None = None) -> None:
        """Ends the lease; does nothing if it was lost. Nobody can lease the workspace while it rests."""
        self._do(lambda c: leases.release(c, lease, rests_until))

    def next_deliveries(
        self, lease: Lease, *, now: datetime, limit: int, busy: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """The first waiting delivery of each conversation, if it is due; skips the `busy` accounts."""
        return self._do(
            lambda c: deliveries.next_deliveries(c, self._vaults, lease, now=now, limit=limit, busy=busy)
        )

    def record_outcome(self, lease: Lease, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Records the outcome. False if the lease was lost, or if the delivery is not waiting any more.

        Records *delivered* and *undeliverable* even if the lease was lost, since the message would otherwise be sent
        twice. A retry is then left to the new holder.
        """
        return self._do(
            lambda c: deliveries.record_outcome(
                c, lease, delivery.id, outcome, attempts=delivery.attempts, now=now
            )
        )

    def deliveries(self, *, failed: bool = False, limit: int = 1_000) -> tuple[DeliveryLogEntry, ...]:
        """Lists deliveries, the newest first; with `failed`, only undeliverable ones."""
        return self._do(lambda c: delivery_log.deliveries(c, failed=failed, limit=limit))

    def retry(self, ids: Sequence[DeliveryId], *, now: datetime) -> int:
        """Makes undeliverable ones wait again, in their old order, with their person's present account.

        Returns how many do. Leaves one as it is if it is not undeliverable or its person has no account.
        """
        return self._do(lambda c: delivery_log.retry(c, ids, now))

    def _do(self, do: Callable[[Connection], T]) -> T:
        """Runs a transaction with retries. All calls can be repeated, even after a commit of unknown outcome."""
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)

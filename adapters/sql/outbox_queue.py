"""The outbox from the drain's side and the operator's: see `leases`, `deliveries` and `delivery_log` for how."""

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
    """Each call is a transaction of its own; may be called by many threads at once.

    Raises a `DatabaseError` if the database cannot be used.
    """

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        self._engine = engine
        self._vaults = VaultCache(ring)

    def due_workspaces(self, now: datetime) -> tuple[Workspace, ...]:
        """Those with something due that nobody holds. What is due may still wait for what was promised before."""
        return self._do(lambda c: deliveries.due_workspaces(c, now))

    def lease(self, workspace: Workspace, *, holder: str, now: datetime, until: datetime) -> Lease | None:
        """The right to drain it, with a higher fence than any before; None while somebody holds it."""
        return self._do(lambda c: leases.take(c, workspace, holder=holder, now=now, until=until))

    def renew(self, lease: Lease, *, now: datetime, until: datetime) -> Lease | None:
        """The lease, longer; None if it was lost. One that ran out is not lost until somebody else takes it."""
        return self._do(lambda c: leases.renew(c, lease, until))

    def release(self, lease: Lease, rests_until: datetime | None = None) -> None:
        """Gives it back; nothing happens if it was lost. Nobody gets the workspace while it rests."""
        self._do(lambda c: leases.give_back(c, lease, rests_until))

    def next_deliveries(
        self, lease: Lease, *, now: datetime, limit: int, busy: Collection[str] = ()
    ) -> tuple[Delivery, ...]:
        """The first waiting delivery of each conversation of the workspace, where it is due; not of `busy` accounts."""
        return self._do(
            lambda c: deliveries.next_deliveries(c, self._vaults, lease, now=now, limit=limit, busy=busy)
        )

    def record_outcome(self, lease: Lease, delivery: Delivery, outcome: Outcome, *, now: datetime) -> bool:
        """Keeps the outcome of a delivery that still waits. False if the lease was lost, or it does not wait.

        Losing the lease does not undo what happened: *delivered* and *undeliverable* are kept all the same, since
        forgetting them would send the message twice. When to try again is the new holder's to say.
        """
        return self._do(
            lambda c: deliveries.record_outcome(
                c, lease, delivery.id, outcome, attempts=delivery.attempts, now=now
            )
        )

    def deliveries(self, *, failed: bool = False, limit: int = 1_000) -> tuple[DeliveryLogEntry, ...]:
        """The newest first; only undeliverable ones if so asked."""
        return self._do(lambda c: delivery_log.deliveries(c, failed=failed, limit=limit))

    def retry(self, ids: Sequence[DeliveryId], *, now: datetime) -> int:
        """Undeliverable ones wait again, in their old place, for where their person is reached today.

        How many; one whose person has no account, or that is not undeliverable, stays as it is.
        """
        return self._do(lambda c: delivery_log.retry(c, ids, now))

    def _do(self, do: Callable[[Connection], T]) -> T:
        """None of them does harm when it is run again, even after a commit that nobody knows the outcome of."""
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)

"""Units of work and their transactions, with retries.

When a transaction is retried, and why that is safe:

- A failure before the commit keeps nothing: a clash with another transaction, a lock timeout, a broken connection. The
  function is called again from the start, a bounded number of times.
- If the connection breaks *during* the commit, the outcome is unknown. A turn records its event's key in the same
  transaction, so a retry finds out: if the key is there, the turn is a repeat and writes nothing; if not, this is the
  first time. (If the first commit is still in progress, inserting the same key waits for it.) A tick or a command
  records no key, so it is not retried and `OutcomeUnknown` is raised. The next tick sees what is stored; a person at
  the command line looks first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction

from adapters.sql.approvals import SqlApprovals
from adapters.sql.asks import SqlAsks
from adapters.sql.charter import SqlCharters
from adapters.sql.checkins import SqlCheckins
from adapters.sql.errors import DatabaseGone, OutcomeUnknown, driver_errors, translated
from adapters.sql.failed_items import SqlFailedItems
from adapters.sql.flags import SqlFlags
from adapters.sql.key_cache import VaultCache
from adapters.sql.outbox import SqlOutbox
from adapters.sql.people import SqlPeople
from adapters.sql.privacy import SqlPrivacy
from adapters.sql.programme import SqlProgramme
from adapters.sql.reports import SqlReports
from adapters.sql.retries import run_with_retries
from adapters.sql.reviews import SqlReviews
from adapters.sql.sessions import SqlSessions
from adapters.sql.tickets import SqlTickets
from bot.events import DomainEvent
from bot.features import FEATURES
from bot.ports import Clock, UnitOfWork
from bot.privacy.seal import KeyRing

T = TypeVar("T")
Listeners: TypeAlias = Callable[[UnitOfWork, DomainEvent], None]
"""Called with each event that is published, in its transaction."""


class SqlUnitOfWork:
    """A `UnitOfWork`. Makes each store at its first use."""

    def __init__(
        self,
        connection: Connection,
        vaults: VaultCache,
        now: datetime,
        listeners: Listeners = FEATURES.publish,
    ) -> None:
        self._connection = connection
        self._vaults = vaults
        self._now = now
        self._listeners = listeners
        self.is_rolled_back = False

    @cached_property
    def people(self) -> SqlPeople:
        return SqlPeople(self._connection)

    @cached_property
    def programme(self) -> SqlProgramme:
        return SqlProgramme(self._connection, self._vaults)

    @cached_property
    def charters(self) -> SqlCharters:
        return SqlCharters(self._connection)

    @cached_property
    def checkins(self) -> SqlCheckins:
        return SqlCheckins(self._connection)

    @cached_property
    def reports(self) -> SqlReports:
        return SqlReports(self._connection)

    @cached_property
    def approvals(self) -> SqlApprovals:
        return SqlApprovals(self._connection)

    @cached_property
    def reviews(self) -> SqlReviews:
        return SqlReviews(self._connection)

    @cached_property
    def flags(self) -> SqlFlags:
        return SqlFlags(self._connection)

    @cached_property
    def asks(self) -> SqlAsks:
        return SqlAsks(self._connection)

    @cached_property
    def tickets(self) -> SqlTickets:
        return SqlTickets(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        return SqlSessions(self._connection)

    @cached_property
    def privacy(self) -> SqlPrivacy:
        return SqlPrivacy(self._connection, self._vaults)

    @cached_property
    def outbox(self) -> SqlOutbox:
        return SqlOutbox(self._connection, self._vaults, self._now)

    @cached_property
    def failed_items(self) -> SqlFailedItems:
        return SqlFailedItems(self._connection)

    def publish(self, event: DomainEvent) -> None:
        self._listeners(self, event)

    def roll_back(self) -> None:
        """Rolls back when the function ends. Until then its writes can still be read."""
        self.is_rolled_back = True


class Transactions:
    """A `Work` on a database, for any number of threads."""

    def __init__(
        self, engine: Engine, ring: KeyRing, clock: Clock, listeners: Listeners = FEATURES.publish
    ) -> None:
        self._engine = engine
        self._listeners = listeners
        self._vaults = VaultCache(ring)
        self._clock = clock

    def __call__(self, do: Callable[[UnitOfWork], T], /) -> T:
        """Raises a `DatabaseError` if the database cannot be used, and anything that `do` raises."""
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[UnitOfWork], T]) -> T:
        with self._engine.connect() as connection:
            transaction = connection.begin()
            unit = SqlUnitOfWork(connection, self._vaults, self._clock.now(), self._listeners)
            result = do(unit)
            if unit.is_rolled_back:
                transaction.rollback()
            else:
                _commit(transaction, can_repeat=unit.people.has_entered)
            return result


def _commit(transaction: RootTransaction, *, can_repeat: bool) -> None:
    try:
        transaction.commit()
    except driver_errors() as error:
        if not can_repeat and isinstance(translated(error), DatabaseGone):
            raise OutcomeUnknown from error
        raise

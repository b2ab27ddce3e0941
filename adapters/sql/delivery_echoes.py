"""The store of receipts learned from a platform's echo of our messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, String, bindparam, select

from adapters.sql.retries import run_with_retries
from adapters.sql.statements import Insert, Statement, on_both
from adapters.sql.tables import arrival, delivery
from bot.ids import DeliveryId
from bot.outbox import Delivery

T = TypeVar("T")


def _record(insert: Insert) -> Statement:
    seen = select(delivery.c.id, bindparam("seen", type_=String)).where(
        delivery.c.id == bindparam("of"), delivery.c.receipt != bindparam("seen")
    )
    return insert(arrival).from_select(("delivery", "receipt"), seen).on_conflict_do_nothing()


_RECORD: Final = on_both(_record)
_OF = select(arrival.c.receipt).where(arrival.c.delivery == bindparam("of")).order_by(arrival.c.receipt)
_DUPLICATES = (
    select(arrival.c.receipt)
    .join(delivery, delivery.c.id == arrival.c.delivery)
    .where(
        delivery.c.card == bindparam("card"),
        delivery.c.platform == bindparam("platform"),
        delivery.c.workspace == bindparam("workspace"),
        delivery.c.account == bindparam("account"),
    )
    .order_by(arrival.c.receipt)
)


class SqlDeliveryEchoes:
    """A `DeliveryEchoes` on a database, for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, delivery: DeliveryId, receipt: str) -> bool:
        given = {"of": delivery, "seen": receipt}
        return self._in_transaction(lambda c: c.execute(_RECORD[c.dialect.name], given).rowcount == 1)

    def receipts_of(self, delivery: DeliveryId) -> tuple[str, ...]:
        return self._in_transaction(lambda c: tuple(c.execute(_OF, {"of": delivery}).scalars()))

    def duplicates(self, delivery: Delivery) -> tuple[str, ...]:
        to = delivery.to
        given = {
            "card": delivery.card,
            "platform": to.platform,
            "workspace": to.workspace,
            "account": to.user,
        }
        return self._in_transaction(lambda c: tuple(c.execute(_DUPLICATES, given).scalars()))

    def _in_transaction(self, do: Callable[[Connection], T]) -> T:
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)

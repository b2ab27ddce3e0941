"""What is counted in the database for whoever watches."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from adapters.operator.metrics import MetricsSnapshot, Unknown
from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.tables import delivery, desk_errand, parked
from bot.outbox import DeliveryState

_DELIVERIES = (
    select(delivery.c.platform, delivery.c.state, func.count())
    .group_by(delivery.c.platform, delivery.c.state)
    .order_by(delivery.c.platform, delivery.c.state)
)
_OLDEST = select(func.min(delivery.c.next_at)).where(delivery.c.state == DeliveryState.WAITING)
_PARKED = select(parked.c.kind, func.count()).group_by(parked.c.kind).order_by(parked.c.kind)
_ERRANDS = select(func.count()).select_from(desk_errand)


def read_metrics(engine: Engine) -> MetricsSnapshot | Unknown:
    try:
        with translate_errors(), engine.connect() as connection:
            return MetricsSnapshot(
                deliveries={(platform, state): n for platform, state, n in connection.execute(_DELIVERIES)},
                overdue_since=connection.execute(_OLDEST).scalar(),
                parked={row[0]: row[1] for row in connection.execute(_PARKED)},
                desk_errands=connection.execute(_ERRANDS).scalar_one(),
            )
    except DatabaseError as trouble:
        return Unknown(str(trouble).partition("\n")[0])

"""Reads the metrics that `/metrics` shows from the database."""

from __future__ import annotations

from sqlalchemy import Engine, func, select

from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.tables import delivery, desk_errand, parked
from adapters.web.prometheus import MetricsSnapshot, NoMetrics
from bot.outbox import DeliveryState

_DELIVERIES = (
    select(delivery.c.platform, delivery.c.state, func.count())
    .group_by(delivery.c.platform, delivery.c.state)
    .order_by(delivery.c.platform, delivery.c.state)
)
_OLDEST = select(func.min(delivery.c.next_at)).where(delivery.c.state == DeliveryState.WAITING)
_PARKED = select(parked.c.kind, func.count()).group_by(parked.c.kind).order_by(parked.c.kind)
_DESK_JOBS = select(func.count()).select_from(desk_errand)


def read_metrics(engine: Engine) -> MetricsSnapshot | NoMetrics:
    try:
        with translate_errors(), engine.connect() as connection:
            return MetricsSnapshot(
                deliveries={(platform, state): n for platform, state, n in connection.execute(_DELIVERIES)},
                overdue_since=connection.execute(_OLDEST).scalar(),
                failed_items={row[0]: row[1] for row in connection.execute(_PARKED)},
                desk_jobs=connection.execute(_DESK_JOBS).scalar_one(),
            )
    except DatabaseError as error:
        return NoMetrics(str(error).partition("\n")[0])

"""`GET /metrics` in Prometheus's format. It holds counts and ages only, nothing of a person, a message or a flag."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSnapshot:
    """The metrics at one moment.

    `deliveries` are counted by platform and state, `failed_items` by kind. `overdue_since` is when the message that
    waits longest came due; None if none waits.
    """

    deliveries: Mapping[tuple[str, str], int]
    overdue_since: datetime | None
    failed_items: Mapping[str, int]
    desk_jobs: int


@dataclass(frozen=True, slots=True)
class NoMetrics:
    """The reason why there are no metrics."""

    message: str


def add_metrics(app: web.Application, read: Callable[[], MetricsSnapshot | NoMetrics], clock: Clock) -> None:
    """Reads the metrics at each request, so every replica shows the same. Answers 503 if the database is away."""

    async def metrics(_request: web.Request) -> web.Response:
        found = await asyncio.to_thread(read)
        if isinstance(found, NoMetrics):
            return web.Response(status=503, text=f"{found.message}\n")
        return web.Response(body=_page(found, clock), headers={"content-type": CONTENT_TYPE_LATEST})

    app.router.add_get("/metrics", metrics)


def _page(snapshot: MetricsSnapshot, clock: Clock) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_SnapshotCollector(snapshot, clock))
    return generate_latest(registry)


class _SnapshotCollector(Collector):
    def __init__(self, snapshot: MetricsSnapshot, clock: Clock) -> None:
        self._snapshot = snapshot
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        snapshot = self._snapshot
        deliveries = GaugeMetricFamily(
            "upmentor_deliveries", "Messages in the outbox", labels=["platform", "state"]
        )
        for (platform, state), number in snapshot.deliveries.items():
            deliveries.add_metric([platform, state], number)
        failed_items = GaugeMetricFamily(
            "upmentor_parked_items", "Due items that failed and are tried again later", labels=["kind"]
        )
        for kind, number in snapshot.failed_items.items():
            failed_items.add_metric([kind], number)
        since = snapshot.overdue_since
        late = max((self._clock.now() - since).total_seconds(), 0.0) if since else 0.0
        return (
            deliveries,
            failed_items,
            GaugeMetricFamily(
                "upmentor_oldest_delivery_seconds",
                "How long the message that waits longest could have been sent already",
                value=late,
            ),
            GaugeMetricFamily(
                "upmentor_desk_errands", "Tickets on their way to the IT desk", value=snapshot.desk_jobs
            ),
        )

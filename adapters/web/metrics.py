"""`GET /metrics`: what an operator watches, as Prometheus reads it. Counts only: no person, no word, no flag."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from adapters.operator.metrics import MetricsSnapshot, Unknown
from bot.ports import Clock


def add_metrics(app: web.Application, read: Callable[[], MetricsSnapshot | Unknown], clock: Clock) -> None:
    """Read afresh at each request, so every replica says the same. 503 where the database cannot be asked."""

    async def metrics(_request: web.Request) -> web.Response:
        figures = await asyncio.to_thread(read)
        if isinstance(figures, Unknown):
            return web.Response(status=503, text=f"{figures.message}\n")
        return web.Response(body=_page(figures, clock), headers={"content-type": CONTENT_TYPE_LATEST})

    app.router.add_get("/metrics", metrics)


def _page(figures: MetricsSnapshot, clock: Clock) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(figures, clock))
    return generate_latest(registry)


class _Once(Collector):
    """The figures of one request."""

    def __init__(self, figures: MetricsSnapshot, clock: Clock) -> None:
        self._figures = figures
        self._clock = clock

    def collect(self) -> Iterable[Metric]:
        figures = self._figures
        deliveries = GaugeMetricFamily(
            "upmentor_deliveries", "Messages in the outbox", labels=["platform", "state"]
        )
        for (platform, state), number in figures.deliveries.items():
            deliveries.add_metric([platform, state], number)
        parked = GaugeMetricFamily(
            "upmentor_parked_items", "Due items that failed and are tried again later", labels=["kind"]
        )
        for kind, number in figures.parked.items():
            parked.add_metric([kind], number)
        since = figures.overdue_since
        late = max((self._clock.now() - since).total_seconds(), 0.0) if since else 0.0
        return (
            deliveries,
            parked,
            GaugeMetricFamily(
                "upmentor_oldest_delivery_seconds",
                "How long the message that waits longest could have been sent already",
                value=late,
            ),
            GaugeMetricFamily(
                "upmentor_desk_errands", "Tickets on their way to the IT desk", value=figures.desk_errands
            ),
        )

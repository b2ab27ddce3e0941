"""`/metrics` of a running bot, as Prometheus reads it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from adapters.operator.metrics import read_metrics
from adapters.runtime.clock import SimulatedClock
from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.web.prometheus import add_metrics
from bot.outbox import OutgoingMessage
from bot.surface import Message, Text
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, World, pair

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_it_counts_what_waits_and_how_long(tmp_path: Path) -> None:
    engine = _migrated(tmp_path)
    world = World(engine, BrowserEdge(), NOW)
    world.begins(*STAFF, *pair("mia", "emil"))
    world.work(lambda unit: unit.failed_items.quarantine("check_in.send", "x", "KeyError", world.clock.now()))
    status, text = _asked(engine, world.clock)
    assert status == 200
    read = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert read["upmentor_deliveries", "browser", "delivered"] > 0
    assert read["upmentor_parked_items", "check_in.send"] == 1
    assert read["upmentor_desk_errands",] == 0
    assert read["upmentor_oldest_delivery_seconds",] == 0
    assert "mia" not in text
    engine.dispose()


def test_a_message_that_could_have_gone_out_is_late(tmp_path: Path) -> None:
    engine = _migrated(tmp_path)
    world = World(engine, BrowserEdge(), NOW)
    world.begins(*STAFF, *pair("mia", "emil"))
    mia = world.work(lambda unit: unit.people.by_email(unit.programme.organisation(), "mia@example.com"))
    assert mia
    words = Message("Hello", (Text("Hello"),))
    world.work(lambda unit: unit.outbox.enqueue([OutgoingMessage(person=mia.id, message=words)]))
    world.clock.advance(timedelta(minutes=5))
    assert "upmentor_oldest_delivery_seconds 300.0" in (_asked(engine, world.clock))[1]
    engine.dispose()


def test_without_a_database_it_says_so() -> None:
    engine = make_engine("postgresql://me:hunter2@/db?host=/nonexistent")
    status, text = _asked(engine, SimulatedClock(NOW))
    assert (status, text) == (503, "The database is out of reach; nothing of this was kept.\n")


def _asked(engine: Engine, clock: SimulatedClock) -> tuple[int, str]:
    return asyncio.run(_ask(engine, clock))


async def _ask(engine: Engine, clock: SimulatedClock) -> tuple[int, str]:
    app = web.Application()
    add_metrics(app, lambda: read_metrics(engine), clock)
    async with TestClient(TestServer(app)) as client, client.get("/metrics") as answer:
        return answer.status, await answer.text()


def _migrated(tmp_path: Path) -> Engine:
    migrate(f"sqlite:///{tmp_path / 'upmentor.db'}")
    return make_engine(f"sqlite:///{tmp_path / 'upmentor.db'}")

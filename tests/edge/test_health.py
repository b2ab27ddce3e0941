from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.configuration.loopback import is_loopback
from adapters.operator.readiness import readiness
from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.web.health import ReadinessCheck, add_health


async def asked(path: str, **checks: ReadinessCheck) -> tuple[int, dict[str, str]]:
    app = web.Application()
    add_health(app, checks)
    async with TestClient(TestServer(app)) as client, client.get(path) as answer:
        return answer.status, await answer.json()


async def well() -> str:
    return ""


async def ill() -> str:
    return "it hurts"


async def test_one_check_that_fails_makes_it_unready_and_is_named() -> None:
    assert await asked("/readyz", heart=well, head=ill) == (
        503,
        {"status": "unready", "heart": "ok", "head": "it hurts"},
    )


async def test_it_is_alive_however_ill_it_is() -> None:
    assert await asked("/healthz", head=ill) == (200, {"status": "ok"})


async def test_a_check_that_takes_too_long_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.web.health.CHECK_TIMEOUT", timedelta(seconds=0.05))

    async def slow() -> str:
        await asyncio.sleep(10)
        return ""

    assert await asked("/readyz", head=slow) == (
        503,
        {"status": "unready", "head": "no answer within 0.05 seconds"},
    )


async def test_the_database_is_asked_whether_it_answers_and_what_it_is(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'upmentor.db'}")
    assert await asked("/readyz", **readiness(engine)) == (
        503,
        {"status": "unready", "database": "ok", "schema": "The database is empty. Run: upmentor migrate"},
    )

    migrate(f"sqlite:///{tmp_path / 'upmentor.db'}")
    status, said = await asked("/readyz", **readiness(engine))
    assert (status, set(said.values())) == (200, {"ok"})
    engine.dispose()


async def test_a_database_that_is_away_is_said_without_its_address() -> None:
    engine = make_engine("postgresql://me:hunter2@/db?host=/nonexistent")

    status, said = await asked("/readyz", **readiness(engine))

    assert status == 503
    assert said["database"] == "The database is out of reach; nothing of this was kept."
    assert "hunter2" not in str(said)


@pytest.mark.parametrize(
    "host,is_ours",
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("example.com", False)],  # noqa: S104 - only looked at
)
def test_only_this_machine_is_loopback(host: str, *, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours

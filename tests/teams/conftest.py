"""A local Microsoft and the bot beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.sql.schema import migrate
from adapters.teams.microsoft import Microsoft
from tests.teams.server.server import TeamsServer


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, copied for each test."""
    path = tmp_path_factory.mktemp("teams") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def teams(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeamsServer]:
    """What was refused for how it was written fails the test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with TeamsServer().running() as server:
        for name in ("priya", "jonas", "amina"):
            server.add(name)
        yield server
        assert not server.problems()


@pytest.fixture
async def microsoft(teams: TeamsServer) -> AsyncIterator[Microsoft]:
    calls = Microsoft()
    yield calls
    await calls.close()


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder and no settings."""
    for name in [name for name in os.environ if name.upper().startswith("UPMENTOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)
    return tmp_path

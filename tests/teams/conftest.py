"""A local Microsoft and the bot beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams.microsoft_client import MicrosoftClient
from tests.teams.server.server import TeamsServer
from tests.teams.town import Town, opened_town, settings_of, settle_in


@pytest.fixture
async def teams(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeamsServer]:
    """A call that the server refused as malformed fails the test."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with TeamsServer().running() as server:
        for name in ("priya", "jonas", "amina"):
            server.add(name)
        yield server
        assert not server.problems()


@pytest.fixture
async def microsoft(teams: TeamsServer) -> AsyncIterator[MicrosoftClient]:
    calls = MicrosoftClient()
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


@pytest.fixture
async def fresh_town(
    teams: TeamsServer, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path
) -> AsyncIterator[Town]:
    """Nobody has said anything yet, and the roster is empty."""
    for name, value in settings_of(teams, folder).items():
        monkeypatch.setenv(name, value)
    async with opened_town(teams, empty_database) as opened:
        yield opened


@pytest.fixture
async def town(fresh_town: Town) -> Town:
    """Priya and Jonas are a pair, Amina leads; the charter has come to both."""
    settle_in(fresh_town)
    await fresh_town.drains()
    return fresh_town

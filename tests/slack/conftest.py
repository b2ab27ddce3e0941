"""A local Slack and the bot beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.slack.server.server import SlackServer
from tests.slack.town import Town, opened_town, settings_of, settle_in, welcome


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A call that the server refused as malformed fails the test."""
    async with SlackServer().running() as server:
        welcome(server)
        yield server
        assert not server.problems()


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
    slack: SlackServer, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path
) -> AsyncIterator[Town]:
    """Nobody has said anything yet, and the roster is empty."""
    for name, value in settings_of(slack, folder).items():
        monkeypatch.setenv(name, value)
    async with opened_town(slack, empty_database) as opened:
        yield opened


@pytest.fixture
async def town(fresh_town: Town) -> Town:
    """Priya and Jonas are a pair, Amina leads; the charter has come to both."""
    settle_in(fresh_town)
    await fresh_town.drains()
    return fresh_town

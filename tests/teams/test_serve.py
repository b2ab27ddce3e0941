"""`upmentor serve` as a process: it works, survives a kill, and logs neither a secret nor a word, even at debug."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.privacy.seal import new_key_text
from tests.edge.serving import serving
from tests.parts.patience import PATIENCE, until
from tests.parts.processes import environment
from tests.teams.server.client import Client
from tests.teams.server.faults import Page, Refuse, Reset, Stall
from tests.teams.server.names import PASSWORD
from tests.teams.server.server import TeamsServer
from tests.teams.town import opened_town, settings_of, settle_in

pytestmark = pytest.mark.starts_process

WORD = "zebra"


async def test_a_process_serves_stops_and_keeps_secrets(
    teams: TeamsServer, folder: Path, empty_database: Path
) -> None:
    shutil.copy(empty_database, folder / "upmentor.db")
    keys = new_key_text()
    settings = settings_of(teams, folder, secret_keys=keys, log_level="debug", tick_seconds="1")
    async with serving(folder, settings) as (process, address):
        priya = Client(teams, f"{address}/api/messages", "priya")
        teams.faults.plan(
            "send", Reset(), Refuse(400, "BadArgument"), Page(200), Refuse(403, "MessageWritesBlocked")
        )
        for _ in range(4):
            assert (await priya.says(WORD)).status == 200
        assert (await priya.says(WORD, serviceUrl=f"https://{WORD}.example.com")).status == 403
        assert (await priya.sends(f"{{{WORD}".encode())).status == 400
        await priya.close()
        process.terminate()
        assert process.stderr
        log = (await asyncio.wait_for(process.stderr.read(), PATIENCE)).decode()
        assert await process.wait() == 0, log
    assert "MessageWritesBlocked" in log
    secrets = (PASSWORD, keys, WORD, *teams.tokens, "eyJ")
    assert not [secret for secret in secrets if secret in log]


async def test_a_kill_while_sending_loses_nothing(
    teams: TeamsServer, folder: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was on its way is sent again once: the twin is the same card. Nothing else goes twice.

    A tick of the process may add what waits for somebody's working hours, so only what was promised before counts.
    """
    settings = settings_of(teams, folder, secret_keys=new_key_text(), tick_seconds="1")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    async with opened_town(teams, empty_database) as town:
        settle_in(town)
    promised = waiting(folder)
    teams.faults.plan("send", Stall(3), Stall(3))
    async with serving(folder, settings) as (process, _):
        await until(lambda: teams.faults.happened)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    assert promised & waiting(folder)
    async with serving(folder, settings):
        await until(lambda: not promised & waiting(folder))
    for name in ("priya", "jonas"):
        cards = [posted.activity for posted in teams.conversation(name)]
        assert cards
        assert all(card == cards[0] for card in cards)
        assert len(cards) <= 2


def waiting(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "upmentor.db")) as connection:
        return {id_ for (id_,) in connection.execute("SELECT id FROM delivery WHERE state = 'waiting'")}


async def test_without_credentials_it_serves_this_machine_alone(folder: Path, empty_database: Path) -> None:
    shutil.copy(empty_database, folder / "upmentor.db")
    settings = {"UPMENTOR_TEAMS_ANONYMOUS": "true", "UPMENTOR_SECRET_KEYS": new_key_text()}
    async with serving(folder, settings, "--host", "0.0.0.0") as (process, address):  # noqa: S104 - refused
        assert address == ""
        assert process.stderr
        assert b"UPMENTOR_TEAMS_ANONYMOUS lets anybody act as anyone" in await process.stderr.read()
        assert await process.wait() == 1


def test_a_bot_in_slack_alone_loads_nothing_of_teams(folder: Path, empty_database: Path) -> None:
    """And Teams nothing of Slack's."""
    shutil.copy(empty_database, folder / "upmentor.db")
    loaded = loaded_by(folder, UPMENTOR_SLACK_BOT_TOKEN="xoxb-1", UPMENTOR_SLACK_SIGNING_SECRET="s")
    assert "slack_bolt" in loaded
    assert not loaded & {"botbuilder", "botframework", "msrest", "msal", "jwt", "requests"}
    loaded = loaded_by(folder, UPMENTOR_TEAMS_ANONYMOUS="true")
    assert "botbuilder" in loaded
    assert "slack_bolt" not in loaded


def loaded_by(folder: Path, **settings: str) -> set[str]:
    code = (
        "import asyncio, sys\n"
        "from adapters.main import build, open_core\n"
        "from adapters.configuration.settings import read_settings\n"
        "core = open_core(read_settings())\n"
        "async def run():\n"
        "    app = build(core, host='127.0.0.1')\n"
        "    for end in app.ends: await end()\n"
        "    app.close()\n"
        "asyncio.run(run())\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    keys = {"UPMENTOR_SECRET_KEYS": new_key_text()}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment(**settings, **keys),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())

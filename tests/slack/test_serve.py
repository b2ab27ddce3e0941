"""`upmentor serve` as a process: it works, stops in a moment, and logs neither a secret nor a word, even at debug."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.privacy.seal import new_key_text
from tests.edge.serving import serving
from tests.parts.patience import PATIENCE
from tests.slack.server.client import SIGNING_SECRET, Client
from tests.slack.server.faults import Refuse, Reset, Status
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import APP_TOKEN, BOT_TOKEN
from tests.slack.town import settings_of

pytestmark = pytest.mark.starts_process

WORDS = "zebra crossing"


async def test_a_process_serves_stops_and_keeps_secrets(
    slack: SlackServer, folder: Path, empty_database: Path
) -> None:
    shutil.copy(empty_database, folder / "upmentor.db")
    keys = new_key_text()
    settings = settings_of(
        slack, folder, slack_app_token=APP_TOKEN, secret_keys=keys, log_level="debug", tick_seconds="1"
    )
    async with serving(folder, settings) as (process, address):
        priya = Client(slack, f"{address}/slack/events", "U07PRIYA01")
        slack.faults.plan(
            "chat.postMessage", Reset(), Refuse("invalid_arguments"), Status(200), Refuse("token_revoked")
        )
        for _ in range(5):
            assert (await priya.says(WORDS)).status == 200
        assert (await priya.types("/check-in", WORDS)).status == 200
        slack.calls.clear()  # a refusal was ordered
        process.terminate()
        _, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    log = errors.decode()
    assert process.returncode == 0, log
    assert "slack socket connected" in log
    assert "token_revoked" in log
    assert not any(secret in log for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, keys, WORDS))

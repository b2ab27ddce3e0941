"""Socket Mode: the same payloads by a WebSocket that the bot opens, and opens again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import socket_mode
from tests.parts.patience import until
from tests.slack.payloads import payload
from tests.slack.server.faults import Reset
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import APP_TOKEN
from tests.slack.town import Town, opened_town, settings_of, settle_in


@pytest.fixture
async def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost connection is noticed at the next ping."""
    monkeypatch.setattr(socket_mode, "PING_EVERY", 0.2)


@pytest.fixture
async def socket_town(
    slack: SlackServer, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path, quick: None
) -> AsyncIterator[Town]:
    """Without a signing secret: nothing is served to Slack."""
    for name, value in settings_of(slack, folder, slack_app_token=APP_TOKEN).items():
        if name != "UPMENTOR_SLACK_SIGNING_SECRET":
            monkeypatch.setenv(name, value)
    async with opened_town(slack, empty_database) as opened:
        settle_in(opened)
        await until(lambda: bool(slack.sockets))
        yield opened


def command(slack: SlackServer, **more: str) -> dict[str, Any]:
    return payload("command") | {"user_id": "U07PRIYA01", "trigger_id": slack.space.trigger()} | more


async def test_a_command_comes_in_and_its_answer_goes_back(socket_town: Town) -> None:
    answer = await socket_town.slack.send_by_socket(
        "slash_commands", command(socket_town.slack, command="/home")
    )
    assert answer["response_type"] == "ephemeral"
    assert "Hello, Priya" in str(answer["blocks"])
    assert (await socket_town["priya"].types("/home")).status == 404


async def test_an_event_is_acknowledged_and_answered(socket_town: Town) -> None:
    sent = payload("words_in_dm")
    sent["event"] |= {"text": "home", "blocks": [], "channel": "D07PRIYA01"}
    assert await socket_town.slack.send_by_socket("events_api", sent) is None
    assert "Hello, Priya" in str(socket_town["priya"].conversation[-1].blocks)


@pytest.mark.parametrize("ending", ["disconnect", "close", "abort"])
async def test_it_connects_again(socket_town: Town, ending: str) -> None:
    slack = socket_town.slack
    first = slack.sockets[-1]
    match ending:
        case "disconnect":
            await first.send_json({"type": "disconnect", "reason": "refresh_requested"})
        case "close":
            await first.close()
        case _:
            assert first._req
            assert first._req.transport
            first._req.transport.abort()
    await until(lambda: slack.sockets[-1] is not first)
    answer = await slack.send_by_socket("slash_commands", command(slack, command="/home"))
    assert "Hello, Priya" in str(answer["blocks"])


async def test_what_is_malformed_is_not_acknowledged_and_breaks_nothing(socket_town: Town) -> None:
    slack = socket_town.slack
    for odd in ({"type": "event_callback"}, {}, {"type": 5}):
        with pytest.raises(TimeoutError):
            await slack.send_by_socket("events_api", odd, within=0.3)
    answer = await slack.send_by_socket("slash_commands", command(slack, command="/home"))
    assert answer["response_type"] == "ephemeral"


async def test_slack_out_of_reach_at_the_start_is_waited_for(
    slack: SlackServer, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path, quick: None
) -> None:
    slack.faults.plan("apps.connections.open", Reset(), Reset())
    for name, value in settings_of(slack, folder, slack_app_token=APP_TOKEN).items():
        monkeypatch.setenv(name, value)
    async with opened_town(slack, empty_database):
        await until(lambda: bool(slack.sockets))

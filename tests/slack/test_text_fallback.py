"""A send whose answer was lost: seen by its echo and not repeated; or else its twin is the same card."""

from __future__ import annotations

import json
from collections.abc import MutableMapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.slack import app as app_module
from tests.parts.patience import until
from tests.slack.server.client import echo
from tests.slack.server.faults import LoseAnswer
from tests.slack.server.workspace import Posted
from tests.slack.town import Town, settle_in

ALL = {"changed": "habit", "unsure": "clear", "reused": "no", "safe_to_raise": "4", "support": "time"}


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "ECHO_AFTER", 0.1)


def heard(lines: Sequence[MutableMapping[str, Any]]) -> int:
    """How many messages told by their echo that they arrived."""
    return sum(line["event"] == "delivery known by its echo alone" for line in lines)


@pytest.mark.usefixtures("soon")
async def test_the_echo_of_a_message_tells_that_it_arrived(fresh_town: Town) -> None:
    town = fresh_town

    async def listen(posted: Posted) -> None:
        await echo(town.slack, f"{town.url}/slack/events", posted)

    town.slack.posted = listen
    town.slack.faults.plan("chat.postMessage", LoseAnswer())
    settle_in(town)
    with capture_logs() as lines:
        await town.drains()
        await until(lambda: heard(lines) == 1)
    town.clock.advance(timedelta(seconds=10))
    await town.drains()
    assert [len(town[name].conversation) for name in ("priya", "jonas")] == [1, 1]
    assert all(line.state == "delivered" for line in town.core.outbox_queue.deliveries(failed=False))
    await town["priya"].presses("I agree and sign")
    await town["jonas"].presses("I agree and sign")
    await town.drains()


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("pressed", [0, 1], ids=["the first", "the second"])
async def test_answering_either_twin_is_one_answer_and_both_say_so(town: Town, pressed: int) -> None:
    priya = town["priya"]
    for name in ("priya", "jonas"):
        await town[name].presses("I agree and sign")
    await town.drains()
    before = len(priya.conversation)
    town.slack.faults.plan("chat.postMessage", LoseAnswer(), channel="U07PRIYA01")
    await town.passes(days=7)
    await town.passes(hours=1)
    town.clock.advance(timedelta(seconds=10))
    await town.drains()
    twins = priya.conversation[before:]
    assert len(twins) == 2
    assert twins[0].delivery() == twins[1].delivery()
    with capture_logs() as lines:
        for posted in twins:
            await echo(town.slack, f"{town.url}/slack/events", posted)
        await until(lambda: heard(lines))

    await priya.presses("Answer in a form", twins[pressed])
    await priya.submits(**ALL)
    await town.drains()
    assert all("All answered" in json.dumps(posted.blocks) for posted in twins)

    await priya.presses("Change my answers", twins[1 - pressed])
    assert priya.modal
    standing = {
        block["block_id"]: block["element"].get("initial_option", {}).get("value")
        for block in priya.modal["blocks"]
        if block["type"] == "input" and block["block_id"] in ALL
    }
    assert standing == ALL

"""Deliveries are sent to the history."""

from __future__ import annotations

import sqlite3

from bot.outbox import Delivered, Retry
from tests.browser.stage import ADA, Stage, plain


def bodies(stage: Stage) -> list[object]:
    return [entry.body for entry in stage.history.conversation(str(ADA), last=9)]


async def test_a_delivery_stands_in_the_conversation_with_the_clocks_time(stage: Stage) -> None:
    outcome = await stage.deliver(ADA, plain("Hello"), delivery="d1")
    (entry,) = stage.history.conversation(str(ADA), last=9)
    assert outcome == Delivered(str(entry.id))
    assert (entry.body, entry.at) == (plain("Hello"), stage.clock.now())
    stage.history.close()


async def test_sent_twice_it_stands_once_and_the_receipt_is_the_same(stage: Stage) -> None:
    assert await stage.deliver(ADA, plain("Hello"), delivery="d1") == await stage.deliver(
        ADA, plain("Hello"), delivery="d1"
    )
    assert bodies(stage) == [plain("Hello")]
    stage.history.close()


async def test_a_redraw_replaces_its_card(stage: Stage) -> None:
    await stage.deliver(ADA, plain("Open"), card="c1")
    await stage.deliver(ADA, plain("Another"), card="c2")
    await stage.deliver(ADA, plain("Closed"), card="c1", redraws=True)
    assert bodies(stage) == [plain("Closed"), plain("Another")]
    stage.history.close()


async def test_a_history_that_cannot_be_written_is_tried_again(stage: Stage) -> None:
    with sqlite3.connect(stage.folder / "history.db") as other:
        other.execute("DROP TABLE deliveries")
    other.close()
    outcome = await stage.deliver(ADA, plain("Hello"))
    assert isinstance(outcome, Retry)
    assert "history could not be written" in outcome.why
    stage.history.close()

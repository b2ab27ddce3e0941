"""What is IT's goes to IT and comes back, on every surface: from the flag to the list in chat, and again to done."""

from __future__ import annotations

import asyncio

from adapters.desk.builtin import BuiltInDesk
from adapters.desk.worker import DeskWorker
from tests.stories.world import STAFF, World, alone, pair, shown_buttons

WORDS = "The printer needs a new password"


def carries(world: World) -> None:
    """What waits for the desk gets there."""
    asyncio.run(DeskWorker(world.work, BuiltInDesk(), world.clock, changed=lambda: None).run_once())
    world.drains()


def begins(world: World) -> None:
    world.begins(*STAFF, alone("ivan", "it"), *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    world.passes(days=1)


def test_a_flag_for_it_comes_back_done_and_is_opened_again(world: World) -> None:
    begins(world)
    world["mia"].types("/scope-flag")
    world["mia"].fills(kind="it_support", detail=WORDS)
    world["mia"].presses("Send to IT")
    world.drains()
    assert "On its way to IT." in world["mia"].all
    before = world["emil"].all

    carries(world)
    assert WORDS in world["ivan"].last
    assert "Upmentor, for somebody in the programme" in world["ivan"].last
    assert "IT has it." in world["mia"].last
    assert "taken by Ivan" in world["ivan"].presses("Take")
    assert "Take" not in [one.label for one in shown_buttons(world["ivan"].conversation[-1])]
    world["ivan"].presses("Wait")
    assert "IT is waiting" in world["mia"].last
    world["ivan"].presses("Done")
    assert "IT says it is done." in world["mia"].last
    assert "Nothing waits for IT" in world["ivan"].types("/tickets")

    assert "On its way to IT." in world["mia"].presses("It is not done")
    carries(world)
    assert "Status open" in world["ivan"].last
    assert WORDS not in world["mia"].all
    assert world["emil"].all == before


def test_an_executives_request_for_it_is_in_their_name(world: World) -> None:
    begins(world)
    world["emil"].types("/ask My laptop needs a new password to log in")
    world["emil"].presses("Make it a request to IT")
    world["emil"].presses("Send")
    carries(world)
    assert "emil@example.com" in world["ivan"].last
    assert "IT has it." in world["emil"].last
    world["ivan"].presses("Done")
    assert "IT says it is done." in world["emil"].last
    assert "F-" not in world["mia"].all

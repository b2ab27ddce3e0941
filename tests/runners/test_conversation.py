"""Which words are a command and which are an answer."""

from __future__ import annotations

import pytest

from tests.stories.world import World

PAUSES = "Pauses and quiet hours"


@pytest.mark.parametrize("typed", ["pause", "Pause", "/pause", " /PAUSE ", "/pause for lunch"])
def test_a_commands_word_is_that_command(world: World, typed: str) -> None:
    assert PAUSES in world["m0"].types(typed)


@pytest.mark.parametrize("typed", ["pause for lunch", "pauses", "pause?", "ask me tomorrow", "help yourself"])
def test_words_that_only_begin_with_a_commands_word_are_no_command(world: World, typed: str) -> None:
    assert "I did not understand that" in world["m0"].types(typed)


@pytest.mark.parametrize("typed", ["check-in", "check_in", "/check_in", "CHECK-IN"])
def test_a_command_is_found_with_either_dash(world: World, typed: str) -> None:
    assert world["m0"].types(typed) == world["m0"].types("/check-in")


def test_words_that_begin_with_a_commands_word_answer_the_open_question(world: World) -> None:
    world.passes(days=7, hours=2)
    world["m0"].presses("Answer here, one by one")
    world["m0"].presses("Tried something new")
    assert "Who gets your note?" in world["m0"].types("Help with prompts is what I need")

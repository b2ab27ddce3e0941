"""Screens as Teams gets them: one of each shape as it was, all of them within what Teams takes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.render import render_form, render_message
from bot.gallery import Example
from bot.surface import Form, Message, decode_message, encode_message
from tests.surface import golden
from tests.surface.lowered import lower_every_limit
from tests.teams.validate import problems_of_activity, problems_of_dialog


def rendered(example: Example) -> dict[str, Any]:
    return render_form(example.shown) if isinstance(example.shown, Form) else render_message(example.shown)


@pytest.mark.parametrize("name", golden.names())
def test_a_screen_is_as_it_was(name: str) -> None:
    assert golden.differs("teams", name, rendered(golden.EXAMPLES[name])) == ""


def test_no_file_is_left_of_a_screen_that_is_not_kept() -> None:
    assert golden.strangers("teams") == []


@pytest.mark.parametrize("name", golden.EXAMPLES)
def test_teams_takes_every_screen(name: str) -> None:
    example = golden.EXAMPLES[name]
    shown, is_form = rendered(example), isinstance(example.shown, Form)
    assert (problems_of_dialog(shown) if is_form else problems_of_activity(shown)) == []


def test_a_stored_message_is_drawn_as_ever_under_lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [one.shown for one in golden.EXAMPLES.values() if isinstance(one.shown, Message)]
    stored = [(encode_message(one), render_message(one)) for one in messages]
    lower_every_limit(monkeypatch.setattr)
    for raw, drawn in stored:
        assert render_message(decode_message(raw)) == drawn

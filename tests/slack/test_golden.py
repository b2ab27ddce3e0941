"""Screens as Slack gets them: one of each shape as it was, all of them within what Slack takes."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.render import render_form, render_message
from bot.gallery import Example
from bot.surface import Form, Message, decode_message, encode_message
from tests.slack.validate import problems_of_message, problems_of_view
from tests.surface import golden
from tests.surface.lowered import lower_every_limit


def rendered(example: Example) -> dict[str, Any]:
    return render_form(example.shown) if isinstance(example.shown, Form) else render_message(example.shown)


@pytest.mark.parametrize("name", golden.names())
def test_a_screen_is_as_it_was(name: str) -> None:
    assert golden.differs("slack", name, rendered(golden.EXAMPLES[name])) == ""


def test_no_file_is_left_of_a_screen_that_is_not_kept() -> None:
    assert golden.strangers("slack") == []


@pytest.mark.parametrize("name", golden.EXAMPLES)
def test_slack_takes_every_screen(name: str) -> None:
    view = rendered(golden.EXAMPLES[name])
    assert (problems_of_view(view) if "type" in view else problems_of_message(view)) == []


def test_a_stored_message_is_drawn_as_ever_under_lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [one.shown for one in golden.EXAMPLES.values() if isinstance(one.shown, Message)]
    stored = [(encode_message(one), render_message(one)) for one in messages]
    lower_every_limit(monkeypatch.setattr)
    for raw, drawn in stored:
        assert render_message(decode_message(raw)) == drawn

"""Every screen as Slack gets it, kept beside the tests, so that a change of a screen is a change to read.

`UPMENTOR_REMAKE_GOLDEN=1 pytest tests/slack/test_golden.py` makes the files again.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.render import render_form, render_message
from bot.gallery import Example, examples
from bot.surface import Form, Message, decode_message, encode_message
from tests.slack.validate import problems_of_message, problems_of_view
from tests.surface.lowered import lower_every_limit

GOLDEN = Path(__file__).parents[1] / "golden" / "slack"
EXAMPLES = {example.name: example for example in examples()}


def rendered(example: Example) -> dict[str, Any]:
    return render_form(example.shown) if isinstance(example.shown, Form) else render_message(example.shown)


def file_of(name: str) -> Path:
    return GOLDEN / f"{re.sub(r'[^a-z0-9.]+', '-', name.lower()).strip('-')}.json"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_screen_is_as_it_was(name: str) -> None:
    fresh = json.dumps(rendered(EXAMPLES[name]), indent=2, ensure_ascii=False) + "\n"
    if "UPMENTOR_REMAKE_GOLDEN" in os.environ:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        file_of(name).write_text(fresh, "utf-8")
    assert file_of(name).read_text("utf-8") == fresh, "see the docstring of this module"


@pytest.mark.parametrize("name", EXAMPLES)
def test_slack_takes_every_screen(name: str) -> None:
    view = rendered(EXAMPLES[name])
    assert (problems_of_view(view) if "type" in view else problems_of_message(view)) == []


def test_a_stored_message_is_drawn_as_ever_under_lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [example.shown for example in EXAMPLES.values() if isinstance(example.shown, Message)]
    stored = [(encode_message(one), render_message(one)) for one in messages]
    lower_every_limit(monkeypatch.setattr)
    for raw, drawn in stored:
        assert render_message(decode_message(raw)) == drawn


def test_no_file_is_left_of_a_screen_that_is_gone() -> None:
    kept = {file_of(name) for name in EXAMPLES}
    for path in set(GOLDEN.glob("*.json")) - kept:
        if "UPMENTOR_REMAKE_GOLDEN" in os.environ:
            path.unlink()
    assert set(GOLDEN.glob("*.json")) == kept

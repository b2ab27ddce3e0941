"""The words that a person reads in Block Kit."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_SHOWN = ("text", "title", "caption", "name", "label", "initial_value", "initial_date", "y_label")


def words_of(rendered: Any) -> Iterator[str]:
    """Every text that is shown, escapes undone, in order; which of the options is picked is none."""
    if isinstance(rendered, list):
        for one in rendered:
            yield from words_of(one)
    elif isinstance(rendered, dict):
        for key, inner in rendered.items():
            if isinstance(inner, str) and key in _SHOWN:
                yield _unmarked(inner) if rendered.get("type") == "mrkdwn" else inner
            elif key not in ("initial_option", "initial_options", "private_metadata"):
                yield from words_of(inner)


def _unmarked(text: str) -> str:
    """Of Slack's markup we use bold alone, for a label at the beginning."""
    return html.unescape(re.sub(r"^\*(.+?)\*", r"\1", text))

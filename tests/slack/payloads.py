"""Whole payloads by scenario, and the request bodies that Slack makes of them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

_PAYLOADS = Path(__file__).parents[1] / "payloads"


@cache
def _read(scenario: str) -> str:
    return (_PAYLOADS / scenario / "slack.json").read_text("utf-8")


def scenarios() -> list[str]:
    return sorted(path.parent.name for path in _PAYLOADS.glob("*/slack.json"))


def payload(scenario: str) -> dict[str, Any]:
    """A fresh copy of a scenario's payload."""
    read: dict[str, Any] = json.loads(_read(scenario))
    return read


def body_of(sent: dict[str, Any]) -> bytes:
    """A command is a form, an interaction is JSON in a form, an event is JSON."""
    if "command" in sent:
        return urlencode(sent).encode()
    if sent["type"] in ("event_callback", "url_verification", "app_rate_limited"):
        return json.dumps(sent).encode()
    return urlencode({"payload": json.dumps(sent)}).encode()

"""Whole activities by scenario."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_PAYLOADS = Path(__file__).parents[1] / "payloads"


@cache
def _read(scenario: str) -> str:
    return (_PAYLOADS / scenario / "teams.json").read_text("utf-8")


def scenarios() -> list[str]:
    return sorted(path.parent.name for path in _PAYLOADS.glob("*/teams.json"))


def payload(scenario: str) -> dict[str, Any]:
    """A fresh copy of a scenario's activity."""
    read: dict[str, Any] = json.loads(_read(scenario))
    return read

"""Screens kept as each platform gets them, so that a change of a screen is a change to read.

One of each shape is kept: the first screen made of these kinds of blocks, buttons and fields. A second one of a shape
would repeat in a review what the first says, and what a platform takes is checked of every screen anyway.
`UPMENTOR_REMAKE_GOLDEN=1 pytest tests/slack/test_golden.py tests/teams/test_golden.py` makes the files again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.gallery import examples
from bot.surface import Block, Button, Buttons, Field, Form, Item, Link, Message, Section, Text

EXAMPLES: Final = {example.name: example for example in examples()}
_FILES: Final = Path(__file__).parents[1] / "golden"
_IS_REMADE: Final = "UPMENTOR_REMAKE_GOLDEN" in os.environ


def names() -> list[str]:
    """The first of each shape, in the order of the gallery."""
    first: dict[frozenset[str], str] = {}
    for example in EXAMPLES.values():
        first.setdefault(shape(example.shown), example.name)
    return list(first.values())


def shape(shown: Message | Form) -> frozenset[str]:
    parts: tuple[Block | Item, ...] = shown.blocks if isinstance(shown, Message) else shown.items
    return frozenset([type(shown).__name__, *(kind for part in parts for kind in _kinds(part))])


def differs(platform: str, name: str, drawn: dict[str, Any]) -> str:
    """What to do if the screen is not as it was, else ""."""
    fresh, file = json.dumps(drawn, indent=2, ensure_ascii=False) + "\n", _file(platform, name)
    if _IS_REMADE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fresh, "utf-8")
    is_as_it_was = file.exists() and file.read_text("utf-8") == fresh
    return "" if is_as_it_was else f"{file.name} differs; see tests/surface/golden.py"


def strangers(platform: str) -> list[str]:
    """Files of no screen that is kept."""
    kept = {_file(platform, name) for name in names()}
    left = sorted(set((_FILES / platform).glob("*.json")) - kept)
    if _IS_REMADE:
        for file in left:
            file.unlink()
        return []
    return [file.name for file in left]


def _file(platform: str, name: str) -> Path:
    return _FILES / platform / f"{re.sub(r'[^a-z0-9.]+', '-', name.lower()).strip('-')}.json"


def _kinds(part: Block | Field) -> Iterator[str]:
    match part:
        case Section(blocks=blocks):
            yield from (f"section of {kind}" for block in blocks for kind in _kinds(block))
        case Buttons(items=items):
            yield from (one.style if isinstance(one, Button) else Link.__name__ for one in items)
        case Text(tone=tone):
            yield f"{tone} text"
        case _:
            yield type(part).__name__

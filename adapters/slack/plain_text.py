"""Plain text from Slack's markup: the words as people see them on their screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

_MARKED = re.compile(r"<([^<>]*)>")
_DEEPEST = 20


def plain_text(text: str, blocks: object = None) -> str:
    """Replaces links, mentions and entities by plain words.

    `blocks` are the same words as rich text; they tell which character an emoji's name stands for.
    """
    shown = html.unescape(_MARKED.sub(lambda found: _shown(found[1]), text))
    for name, character in dict(_emoji(blocks, _DEEPEST)).items():
        shown = shown.replace(name, character)
    return shown


def _shown(marked: str) -> str:
    """The text that a client shows for `kind id or address|label` between angle brackets."""
    target, _, label = marked.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            address = target.removeprefix("mailto:").removeprefix("tel:")
            return address if not label or address.endswith(label) else f"{label} ({address})"


def _emoji(value: object, deepest: int) -> Iterator[tuple[str, str]]:
    """(`:name:`, character) of each emoji in rich text; an organisation's own emoji have no character."""
    if deepest and isinstance(value, list):
        for one in value:
            yield from _emoji(one, deepest - 1)
    elif deepest and isinstance(value, dict):
        if value.get("type") == "emoji" and (character := _character(value.get("unicode"))):
            tone = f":skin-tone-{value['skin_tone']}:" if value.get("skin_tone") else ""
            yield f":{value.get('name')}:{tone}", character
        yield from _emoji(value.get("elements"), deepest - 1)


def _character(code: Any) -> str:
    """The character that code points like `1f44d-1f3fb` name; "" for anything else."""
    try:
        return "".join(chr(int(part, 16)) for part in code.split("-"))
    except (AttributeError, ValueError, OverflowError):
        return ""

"""Block Kit's small parts. Whatever is larger than Slack takes is a defect of ours, and raises."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, assert_never

import msgspec

from adapters.slack import limits
from bot.surface import Action, Button, Option

Json: TypeAlias = dict[str, object]
VALUE = "value"
"""The action_id of every input; its block_id is the field's key."""


_CARE = "⚠️ "


class SlackLimit(ValueError):
    """A screen is larger than Slack shows."""

    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has a size of {size}; Slack takes 1 to {limit}")


def fit(what: str, size: int, limit: int) -> None:
    if not 0 < size <= limit:
        raise SlackLimit(what, size, limit)


def plain(text: str, limit: int = limits.TEXT) -> Json:
    """Text that Slack shows letter for letter."""
    fit("a text", len(text), limit)
    return {"type": "plain_text", "text": text, "emoji": False}


def markdown(text: str, limit: int) -> Json:
    """Text in Slack's markup, with nothing turned into a link. What people wrote comes through `escape`."""
    fit("a text", len(text), limit)
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escape(text: str) -> str:
    """Without the three characters that begin mentions, links and entities."""
    return html.escape(text, quote=False)


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text, limits.HEADER)}


def section(text: str) -> Json:
    """A paragraph that is never folded behind "see more"."""
    return {"type": "section", "text": plain(text), "expand": True}


def fields(items: Sequence[Json]) -> Json:
    fit("facts", len(items), limits.FIELDS)
    return {"type": "section", "fields": list(items)}


def context(text: str) -> Json:
    return {"type": "context", "elements": [plain(text)]}


def actions(elements: Sequence[Json]) -> Json:
    fit("buttons", len(elements), limits.ACTIONS)
    return {"type": "actions", "elements": list(elements)}


def rich(*elements: Json) -> Json:
    """Text in parts, none of which is read as markup."""
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*spans: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(spans)}


def paragraphs(lines: Iterable[tuple[str, str]]) -> tuple[Json, ...]:
    """Lines of text, each with its style, as one paragraph: Slack does not say how it sets two in a row."""
    shown = [(text, style) for text, style in lines if text]
    spans = [span(text + "\n" * (n < len(shown)), style) for n, (text, style) in enumerate(shown, start=1)]
    return (paragraph(*spans),) if spans else ()


def quote(*spans: Json) -> Json:
    return {"type": "rich_text_quote", "elements": list(spans)}


def listed(items: Iterable[Json]) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def monospaced(text: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [span(text)]}


def span(text: str, style: str = "") -> Json:
    shown: Json = {"type": "text", "text": text}
    return {**shown, "style": {style: True}} if style else shown


def action_value(action: Action) -> str:
    """An action as a button's value."""
    encoded = msgspec.json.encode(action).decode()
    fit("a button's value", len(encoded), limits.BUTTON_VALUE)
    return encoded


def press(button: Button, action_id: str) -> Json:
    shown: Json = {"type": "button", "action_id": action_id, "value": action_value(button.action)}
    match button.style:
        case "plain":
            return {**shown, "text": plain(button.label, limits.BUTTON)}
        case "primary":
            return {**shown, "text": plain(button.label, limits.BUTTON), "style": "primary"}
        case "danger":
            label = {"text": plain(_CARE + button.label, limits.BUTTON), "accessibility_label": button.label}
            return {**shown, **label, "style": "danger"}
        case _ as never:
            assert_never(never)


def option(shown: Option) -> Json:
    fit("an option's value", len(shown.value), limits.OPTION_VALUE)
    return {"text": plain(shown.label, limits.OPTION), "value": shown.value}


def field(key: str, label: str, hint: str, required: bool, element: Mapping[str, object]) -> Json:
    """An input: what is asked, the hint under it, and the element that takes the answer."""
    fit("a field's key", len(key), limits.IDENTIFIER)
    return {
        "type": "input",
        "block_id": key,
        "label": plain(label, limits.LABEL),
        **({"hint": plain(hint, limits.LABEL)} if hint else {}),
        "optional": not required,
        "element": {**element, "action_id": VALUE},
    }


def weight(blocks: Iterable[Json]) -> int:
    """What blocks weigh in a message: a fixed weight each, and every character there is to read."""
    return sum(limits.BLOCK_WEIGHT + _read(block) for block in blocks)


def weighs_at_most(limit: int, blocks: Sequence[Json]) -> bool:
    """Counts characters only if the JSON, which has them all, is longer than the limit: most messages are short."""
    longest = limits.BLOCK_WEIGHT * len(blocks) + len(msgspec.json.encode(blocks))
    return longest <= limit or weight(blocks) <= limit


_SHOWN = frozenset({"text", "title", "name", "caption", "y_label"})


def _read(value: object) -> int:
    if isinstance(value, dict):
        return sum(_read_at(key, inner) for key, inner in value.items())
    if isinstance(value, list):
        return sum(len(one) if isinstance(one, str) else _read(one) for one in value)
    return 0


def _read_at(key: str, inner: object) -> int:
    if isinstance(inner, str):
        return len(html.unescape(inner)) if key in _SHOWN else 0
    return 0 if key == "data" else _read(inner)  # a chart's points repeat its categories

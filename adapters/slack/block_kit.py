"""Builders of Block Kit's elements. Each raises SlackLimit where something is larger than Slack takes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, assert_never

import msgspec

from adapters.chat.failure_table import ScreenTooLarge
from adapters.slack import limits
from adapters.slack.action_data import VALUE, encode_action
from bot.surface import Button, Fact, Facts, Option

Json: TypeAlias = dict[str, object]
_CARE = "⚠️ "


class SlackLimit(ScreenTooLarge):
    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has a size of {size}; Slack takes 1 to {limit}")


def fit(what: str, size: int, limit: int) -> None:
    """Raises SlackLimit."""
    if not 0 < size <= limit:
        raise SlackLimit(what, size, limit)


def plain(text: str, limit: int = limits.TEXT) -> Json:
    """Text that Slack shows letter for letter."""
    fit("a text", len(text), limit)
    return {"type": "plain_text", "text": text, "emoji": False}


def markdown(text: str, limit: int) -> Json:
    """Text in Slack's markup; nothing becomes a link. People's words must come through `escape`."""
    fit("a text", len(text), limit)
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def escape(text: str) -> str:
    """Escapes the three characters that begin mentions, links and entities."""
    return html.escape(text, quote=False)


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text, limits.HEADER)}


def section(text: str) -> Json:
    """A paragraph that is never folded behind "see more"."""
    return {"type": "section", "text": plain(text), "expand": True}


def fields(facts: Facts) -> Json:
    """Facts as a section's fields, side by side where there is room."""
    items = _labelled(facts)
    fit("facts", len(items), limits.FIELDS)
    return {"type": "section", "fields": items}


def _labelled(facts: Facts) -> list[Json]:
    """Labels in bold if Slack is sure to show every fact as written, else plain text."""
    marked = [f"*{escape(fact.label)}*\n{escape(fact.value)}" for fact in facts.items]
    if all(map(_reads_as_written, facts.items)) and max(map(len, marked)) <= limits.FIELD:
        return [markdown(text, limits.FIELD) for text in marked]
    return [plain(f"{fact.label}\n{fact.value}", limits.FIELD) for fact in facts.items]


_MARKS = re.compile(r"([*_~`]).*\1|:[\w+'-]+:|^\s*>", re.DOTALL | re.MULTILINE)


def _reads_as_written(fact: Fact) -> bool:
    """Returns whether nothing in it forms bold, code, a quote or an emoji, and the label fits between two stars."""
    label_stands = fact.label == fact.label.strip() and not re.search(r"[*\n\r]", fact.label)
    return label_stands and not _MARKS.search(fact.label) and not _MARKS.search(fact.value)


def context(text: str) -> Json:
    return {"type": "context", "elements": [plain(text)]}


def alert(problem: str) -> Json:
    if len(problem) > limits.ALERT:
        return section(problem)
    return {"type": "alert", "level": "error", "text": plain(problem, limits.ALERT)}


def actions(elements: Sequence[Json]) -> Json:
    fit("buttons", len(elements), limits.ACTIONS)
    return {"type": "actions", "elements": list(elements)}


def rich(*elements: Json) -> Json:
    """Text in parts, none of which is read as markup."""
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*spans: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(spans)}


def paragraphs(lines: Iterable[tuple[str, str]]) -> tuple[Json, ...]:
    """Lines of text, each with its style, as one paragraph: Slack does not document how it sets several."""
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


def private_metadata(origin: str) -> str:
    fit("what a modal carries", len(origin), limits.METADATA)
    return origin


def press(button: Button, action_id: str) -> Json:
    value = encode_action(button.action)
    fit("a button's value", len(value), limits.BUTTON_VALUE)
    shown: Json = {"type": "button", "action_id": action_id, "value": value}
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
    """An input with its label, its hint and the element that takes the answer."""
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
    """The weight of blocks in a message: a fixed weight each, and every visible character."""
    return sum(limits.BLOCK_WEIGHT + _characters(block) for block in blocks)


def weighs_at_most(limit: int, blocks: Sequence[Json]) -> bool:
    """Counts characters only if the JSON, which has them all, is longer than the limit: most messages are short."""
    longest = limits.BLOCK_WEIGHT * len(blocks) + len(msgspec.json.encode(blocks))
    return longest <= limit or weight(blocks) <= limit


_SHOWN = frozenset({"text", "title", "name", "caption", "y_label"})


def _characters(value: object) -> int:
    if isinstance(value, list):
        return sum(len(one) if isinstance(one, str) else _characters(one) for one in value)
    if not isinstance(value, dict):
        return 0
    return sum(
        len(html.unescape(inner)) if isinstance(inner, str) and key in _SHOWN else _characters(inner)
        for key, inner in value.items()
        if key != "data"  # a chart's points repeat its categories
    )

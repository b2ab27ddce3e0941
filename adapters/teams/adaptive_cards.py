"""Builders of Adaptive Cards' elements.

A TextBlock reads Markdown, a TextRun does not. So words that could be markup stand in a RichTextBlock, all others in a
TextBlock. Nothing is escaped, and no person's words become markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from adapters.chat.failure_table import ScreenTooLarge
from adapters.teams import limits
from adapters.teams.action_data import ButtonData, encode_action_data
from bot.surface import Button

Json: TypeAlias = dict[str, Any]
TeamsSurface: TypeAlias = Literal["chat", "dialog"]
"""The place of a card. In a dialog, Action.Submit alone works."""

VERB = "upmentor"
CARD = "application/vnd.microsoft.card.adaptive"
_MARKUP = re.compile(
    r"[*_`~\[\]\\<>&#|{}!\n\r\t]|^\s*[-+=]|^\s*\d+[.)](\s|$)|^\s|\s$|  |://|www\.", re.MULTILINE
)
_CARE = "⚠️ "


class TeamsLimit(ScreenTooLarge):
    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has a size of {size}; Teams takes at most {limit}")


def fit(what: str, size: int, limit: int) -> None:
    """Raises TeamsLimit."""
    if size > limit:
        raise TeamsLimit(what, size, limit)


def size_of(rendered: Mapping[str, Any]) -> int:
    """Bytes of compact JSON."""
    return len(msgspec.json.encode(rendered))


def is_markup(text: str) -> bool:
    """Returns whether Markdown could change how the text looks."""
    return _MARKUP.search(text) is not None


def text(words: str, **properties: Any) -> Json:
    """A paragraph. `properties` are those of both TextBlock and TextRun (size, weight, color), and spacing."""
    if is_markup(words):
        spacing = {"spacing": properties.pop("spacing")} if "spacing" in properties else {}
        return {**rich(run(words, **properties)), **spacing}
    return {"type": "TextBlock", "text": words, "wrap": True, **properties}


def heading(words: str, size: Literal["Large", "Medium"], **properties: Any) -> Json:
    """Screen readers jump from heading to heading, and only a TextBlock can be one."""
    style = {} if is_markup(words) else {"style": "heading"}
    return text(words, size=size, weight="Bolder", **style, **properties)


def rich(*runs: Json) -> Json:
    """Words that Teams shows letter for letter."""
    return {"type": "RichTextBlock", "inlines": list(runs)}


def run(words: str, **properties: Any) -> Json:
    return {"type": "TextRun", "text": words, **properties}


def container(*items: Json, **properties: Any) -> Json:
    return {"type": "Container", "items": list(items), **properties}


def press(button: Button, surface: TeamsSurface, *, opens: bool, for_old_clients: bool) -> Json:
    """`opens` is for a button that opens a form. Without `for_old_clients`, clients from before 2021 do not show it."""
    label = f"{_CARE}{button.label}" if button.style == "danger" else button.label
    return action(
        label,
        encode_action_data(ButtonData(button.action)),
        surface,
        opens=opens,
        for_old_clients=for_old_clients,
        style=button.style,
    )


def action(
    label: str,
    data: Json,
    surface: TeamsSurface,
    *,
    opens: bool = False,
    for_old_clients: bool = True,
    style: Literal["plain", "primary", "danger"] = "plain",
) -> Json:
    """A button that sends its data and the values of its card's inputs."""
    properties = {"title": label, **({} if style == "plain" else {"style": _STYLES[style]})}
    submit = {"type": "Action.Submit", **properties, "data": data}
    if surface == "dialog":
        return submit
    if opens:
        return {**submit, "data": {**data, "msteams": {"type": "task/fetch"}}}
    execute = {"type": "Action.Execute", **properties, "verb": VERB, "data": data}
    return {**execute, "fallback": submit} if for_old_clients else execute


_STYLES = {"primary": "positive", "danger": "destructive"}


def card(
    body: list[Json], *, fallback_text: str, actions: list[Json] | None = None, is_wide: bool = False
) -> Json:
    """Clients that know no such cards show `fallback_text`."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": fallback_text,
        "body": body,
        **({"actions": actions} if actions else {}),
        **({"msteams": {"width": "Full"}} if is_wide else {}),
    }


def dialog(title: str, shown: Json, height: int) -> Json:
    """The content of a dialog, for responses that open or keep one."""
    fit("a dialog", size_of(shown), limits.DIALOG_BYTES)
    least, most = limits.DIALOG_HEIGHTS
    return {
        "title": title[: limits.DIALOG_TITLE],
        "width": limits.DIALOG_WIDTH,
        "height": min(max(height, least), most),
        "card": {"contentType": CARD, "content": shown},
    }

"""Builders of Adaptive Cards' elements.

A TextBlock reads Markdown, a TextRun does not. So words stand in a TextBlock where none of them could be markup, and in
a RichTextBlock otherwise: nothing is ever escaped, and no person's words are turned into anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from adapters.teams import limits
from adapters.teams.action_data import ButtonData, encode_action_data
from adapters.teams.limits import fit
from bot.surface import Button

Json: TypeAlias = dict[str, Any]
TeamsSurface: TypeAlias = Literal["chat", "dialog"]
"""Where a card stands: in a dialog, only Action.Submit comes back."""

VERB = "upmentor"
CARD = "application/vnd.microsoft.card.adaptive"
_MARKUP = re.compile(
    r"[*_`~\[\]\\<>&#|{}!\n\r\t]|^\s*[-+=]|^\s*\d+[.)](\s|$)|^\s|\s$|  |://|www\.", re.MULTILINE
)
_CARE = "⚠️ "


def size_of(rendered: Mapping[str, Any]) -> int:
    """Bytes of compact JSON."""
    return len(msgspec.json.encode(rendered))


def is_markup(text: str) -> bool:
    """Whether Markdown could make something else of it than what stands there."""
    return _MARKUP.search(text) is not None


def text(words: str, **look: Any) -> Json:
    """A paragraph. `look` is what TextBlock and TextRun both know: size, weight, color, isSubtle; and spacing."""
    if is_markup(words):
        spacing = {"spacing": look.pop("spacing")} if "spacing" in look else {}
        return {**rich(run(words, **look)), **spacing}
    return {"type": "TextBlock", "text": words, "wrap": True, **look}


def heading(words: str, size: Literal["Large", "Medium"], **look: Any) -> Json:
    """Screen readers jump from heading to heading, which only a TextBlock can be."""
    style = {} if is_markup(words) else {"style": "heading"}
    return text(words, size=size, weight="Bolder", **style, **look)


def rich(*runs: Json) -> Json:
    """Words letter for letter."""
    return {"type": "RichTextBlock", "inlines": list(runs)}


def run(words: str, **look: Any) -> Json:
    return {"type": "TextRun", "text": words, **look}


def container(*items: Json, **look: Any) -> Json:
    return {"type": "Container", "items": list(items), **look}


def press(button: Button, surface: TeamsSurface, *, opens: bool, twin: bool) -> Json:
    """`opens` is for a button that leads to a form; without `twin`, clients from before 2021 do not show it."""
    label = f"{_CARE}{button.label}" if button.style == "danger" else button.label
    return action(
        label,
        encode_action_data(ButtonData(button.action)),
        surface,
        opens=opens,
        twin=twin,
        style=button.style,
    )


def action(
    label: str,
    data: Json,
    surface: TeamsSurface,
    *,
    opens: bool = False,
    twin: bool = True,
    style: Literal["plain", "primary", "danger"] = "plain",
) -> Json:
    """A button that sends its data, with what stands in the inputs of its card."""
    look = {"title": label, **({} if style == "plain" else {"style": _STYLES[style]})}
    submit = {"type": "Action.Submit", **look, "data": data}
    if surface == "dialog":
        return submit
    if opens:
        return {**submit, "data": {**data, "msteams": {"type": "task/fetch"}}}
    execute = {"type": "Action.Execute", **look, "verb": VERB, "data": data}
    return {**execute, "fallback": submit} if twin else execute


_STYLES = {"primary": "positive", "danger": "destructive"}


def card(body: list[Json], *, said: str, actions: list[Json] | None = None, is_wide: bool = False) -> Json:
    """`said` is shown by a client that knows no such cards."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "fallbackText": said,
        "body": body,
        **({"actions": actions} if actions else {}),
        **({"msteams": {"width": "Full"}} if is_wide else {}),
    }


def dialog(title: str, shown: Json, height: int) -> Json:
    """A dialog's content, for the answers that open or keep one."""
    fit("a dialog", size_of(shown), limits.DIALOG_BYTES)
    least, most = limits.DIALOG_HEIGHTS
    return {
        "title": title[: limits.DIALOG_TITLE],
        "width": limits.DIALOG_WIDTH,
        "height": min(max(height, least), most),
        "card": {"contentType": CARD, "content": shown},
    }

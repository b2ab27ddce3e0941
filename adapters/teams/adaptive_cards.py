"""Adaptive Cards' small parts. Whatever is larger than Teams takes is a defect of ours, and raises.

A TextBlock reads Markdown, a TextRun does not. So words stand in a TextBlock where none of them could be markup, and in
a RichTextBlock otherwise: nothing is ever escaped, and no person's words are turned into anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from adapters.teams import limits
from bot.surface import Action, Button, Form

Json: TypeAlias = dict[str, Any]
TeamsSurface: TypeAlias = Literal["chat", "dialog"]
"""Where a card stands: in a dialog, only Action.Submit comes back."""

CARRIED = "upmentor"
"""Where a button or a form keeps what it means, beside the values of inputs."""
VERB = "upmentor"
CARD = "application/vnd.microsoft.card.adaptive"
CARD_ACTION = "adaptiveCard/action"
"""The invoke of an Action.Execute."""
_MARKUP = re.compile(
    r"[*_`~\[\]\\<>&#|{}!\n\r\t]|^\s*[-+=]|^\s*\d+[.)](\s|$)|^\s|\s$|  |://|www\.", re.MULTILINE
)
_CARE = "⚠️ "


class TeamsLimit(ValueError):
    """A screen is larger than Teams shows."""

    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has a size of {size}; Teams takes at most {limit}")


class ButtonData(msgspec.Struct, frozen=True, tag="press", tag_field="is"):
    """What a button carries."""

    do: Action


class FormData(msgspec.Struct, frozen=True, omit_defaults=True, tag="form", tag_field="is"):
    """What a form's inputs do not say: its action, its instance, and the card that it was asked for on."""

    do: Action
    instance: str
    card: str = ""


ActionData: TypeAlias = ButtonData | FormData


def fit(what: str, size: int, limit: int) -> None:
    if size > limit:
        raise TeamsLimit(what, size, limit)


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


def encode_action_data(value: ActionData) -> Json:
    """The `data` of an action."""
    built: Json = {CARRIED: msgspec.to_builtins(value)}
    return built


def decode_action_data(data: object) -> ActionData | None:
    """What `carried` wrote; None for anything else."""
    held = data.get(CARRIED) if isinstance(data, dict) else None
    try:
        read: ActionData = msgspec.convert(held, ActionData)
    except (ValueError, RecursionError):
        return None
    return read


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


def origin_of(form: Form, card: str) -> FormData:
    return FormData(form.action, form.instance, card)


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

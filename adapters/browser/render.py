"""Renders messages and forms as HTML. Escapes all text, and isolates its writing direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import assert_never
from urllib.parse import urlsplit

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adapters.browser.charts import WIDTH, lay_out_bars, lay_out_lines
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Choice,
    Date,
    Facts,
    Field,
    Form,
    Link,
    LongText,
    Message,
    Number,
    Scale,
    Section,
    ShortText,
    Table,
    Text,
    Toggle,
    Values,
    Words,
    chart_table,
)

MAX_RADIOS = 7  # a longer choice becomes a drop-down list


@cache
def templates() -> Environment:
    return Environment(
        loader=PackageLoader("adapters.browser"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_screen(screen: Message | Form) -> Markup:
    return render_form(screen) if isinstance(screen, Form) else render_message(screen)


def render_message(message: Message) -> Markup:
    return draw("blocks", "message", message, _joined(map(_block, message.blocks)))


def render_form(
    form: Form, values: Values | None = None, problems: Mapping[str, str] | None = None
) -> Markup:
    """Renders the form with the given or else its initial values, and each problem at its field."""
    problems = problems or {}
    fields = {field.key: f"{form.instance}-{number}" for number, field in enumerate(form.fields)}
    items = (
        _field(item, fields[item.key], _value(item, values), problems.get(item.key, ""))
        if isinstance(item, Field)
        else _block(item)
        for item in form.items
    )
    others = [problem for key, problem in problems.items() if key not in fields]
    return draw("form", "form", form, _json(form.action), _joined(items), len(problems), others)


def _block(block: Block) -> Markup:
    match block:
        case Text():
            return draw("blocks", "text", block)
        case Words():
            return draw("blocks", "words", block)
        case Facts():
            return draw("blocks", "facts", block)
        case Buttons():
            return draw("blocks", "buttons", _joined(map(_button, block.items)))
        case Chart():
            return draw("blocks", "chart", block, _picture(block), _block(chart_table(block)))
        case Table():
            return draw("blocks", "table", block)
        case Section():
            return draw("blocks", "section", block, _joined(map(_block, block.blocks)))
        case _ as never:
            assert_never(never)


def _button(button: Button | Link) -> Markup:
    match button:
        case Button():
            return draw("blocks", "button", button, _json(button.action))
        case Link():
            return draw("blocks", "link" if _opens(button.url) else "unsafe_link", button)
        case _ as never:
            assert_never(never)


def _picture(chart: Chart) -> Markup:
    match chart.kind:
        case "bar":
            return draw("blocks", "bars", lay_out_bars(chart), WIDTH)
        case "line":
            return draw("blocks", "lines", lay_out_lines(chart), WIDTH)
        case _ as never:
            assert_never(never)


def _field(field: Field, name: str, value: str, problem: str) -> Markup:
    match field:
        case ShortText():
            return draw("form", "line", field, name, value, problem)
        case LongText():
            return draw("form", "long_text", field, name, value, problem)
        case Choice():
            kind = "radios" if len(field.options) <= MAX_RADIOS else "select"
            return draw("form", kind, field, name, value, problem)
        case Scale():
            return draw("form", "scale", field, name, value, problem)
        case Number():
            # Not type="number": a browser discards text that it cannot parse as a number.
            return draw("form", "line", field, name, value, problem, "text", "decimal")
        case Date():
            return draw("form", "line", field, name, value, problem, "date")
        case Toggle():
            return draw("form", "toggle", field, name, value, problem)
        case _ as never:
            assert_never(never)


def _value(field: Field, values: Values | None) -> str:
    if values is not None:
        return values.get(field.key, "")
    if isinstance(field, Toggle):
        return "yes" if field.initial else ""
    return field.initial


def draw(template: str, macro: str, *values: object) -> Markup:
    """Calls a template's macro with the values."""
    drawn: Markup = getattr(templates().get_template(f"{template}.html").module, macro)(*values)
    return drawn


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(parts)


def _json(action: Action) -> str:
    return msgspec.json.encode(action).decode()


def _opens(url: str) -> bool:
    """True for web and mail links; any other scheme may run something."""
    return urlsplit(url).scheme in ("http", "https", "mailto")

"""The shapes of Block Kit, as the reference has them: objects, elements and blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack import limits
from tests.slack.schema import (
    Check,
    anything,
    boolean,
    day,
    many,
    number,
    numeral,
    one_of,
    record,
    tagged,
    text,
    then,
    whole,
)

IDENTIFIER = text(limits.IDENTIFIER)
_COLOUR = one_of("primary", "danger")


def plain(limit: int) -> Check:
    return record({"type": one_of("plain_text"), "text": text(limit)}, {"emoji": boolean})


def markdown(limit: int) -> Check:
    return record({"type": one_of("mrkdwn"), "text": text(limit)}, {"verbatim": boolean})


def either(limit: int) -> Check:
    return tagged({"plain_text": plain(limit), "mrkdwn": markdown(limit)})


def _option(label: Check) -> Check:
    return record({"text": label, "value": text(limits.OPTION_VALUE)}, {"description": plain(limits.OPTION)})


_ANY_OPTION = _option(either(limits.OPTION))
_PLAIN_OPTION = _option(plain(limits.OPTION))
_CONFIRM = record(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": plain(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
    },
    {"style": _COLOUR},
)


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    return record({"type": one_of(kind), "action_id": IDENTIFIER, **required}, optional)


def _initial_is_an_option(value: Any, at: str) -> Iterator[str]:
    """The initial options are, letter for letter, among the options, and values are told apart."""
    options = value["options"]
    picked = value.get("initial_options", [value[k] for k in ("initial_option",) if k in value])
    if any(one not in options for one in picked):
        yield f"{at}: the initial option is none of the options"
    values = Counter(option["value"] for option in options)
    yield from (f"{at}: two options have the value {v!r}" for v, n in values.items() if n > 1)


def _initial_fits(value: Any, at: str) -> Iterator[str]:
    if len(value.get("initial_value", "")) > value.get("max_length", limits.INPUT):
        yield f"{at}: the initial value is longer than max_length"


_FOCUS: Mapping[str, Check] = {"focus_on_load": boolean}
_PLACEHOLDER: Mapping[str, Check] = {"placeholder": plain(limits.PLACEHOLDER)}
ELEMENTS: Mapping[str, Check] = {
    "button": _element(
        "button",
        {"text": plain(limits.BUTTON)},
        {
            "value": text(limits.BUTTON_VALUE),
            "url": text(limits.URL),
            "style": _COLOUR,
            "confirm": _CONFIRM,
            "accessibility_label": text(limits.BUTTON),
        },
    ),
    "checkboxes": then(
        _element(
            "checkboxes",
            {"options": many(_ANY_OPTION, 1, limits.CHECKBOXES)},
            {"initial_options": many(anything, 1, limits.CHECKBOXES), "confirm": _CONFIRM, **_FOCUS},
        ),
        _initial_is_an_option,
    ),
    "radio_buttons": then(
        _element(
            "radio_buttons",
            {"options": many(_ANY_OPTION, 1, limits.RADIOS)},
            {"initial_option": anything, "confirm": _CONFIRM, **_FOCUS},
        ),
        _initial_is_an_option,
    ),
    "static_select": then(
        _element(
            "static_select",
            {"options": many(_PLAIN_OPTION, 1, limits.SELECT)},
            {"initial_option": anything, "confirm": _CONFIRM, **_FOCUS, **_PLACEHOLDER},
        ),
        _initial_is_an_option,
    ),
    "datepicker": _element(
        "datepicker", {}, {"initial_date": day, "confirm": _CONFIRM, **_FOCUS, **_PLACEHOLDER}
    ),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {"initial_value": numeral, "min_value": numeral, "max_value": numeral, **_FOCUS, **_PLACEHOLDER},
    ),
    "plain_text_input": then(
        _element(
            "plain_text_input",
            {},
            {
                "initial_value": text(limits.INPUT),
                "multiline": boolean,
                "min_length": whole(0, limits.INPUT),
                "max_length": whole(1, limits.INPUT),
                **_FOCUS,
                **_PLACEHOLDER,
            },
        ),
        _initial_fits,
    ),
}
_BUTTONS = ("button", "checkboxes", "radio_buttons", "static_select", "datepicker")
_INPUTS = (*_BUTTONS[1:], "number_input", "plain_text_input")


def _elements(*kinds: str) -> Check:
    return tagged({kind: ELEMENTS[kind] for kind in kinds})


def _unique_actions(value: Any, at: str) -> Iterator[str]:
    """Slack refuses a block with the same action_id twice."""
    ids = Counter(element["action_id"] for element in value["elements"])
    yield from (f"{at}: the action_id {name!r} comes {n} times" for name, n in ids.items() if n > 1)


# Rich text.
_STYLE = record({}, {"bold": boolean, "italic": boolean, "strike": boolean, "code": boolean})
_SPAN = tagged({"text": record({"type": anything, "text": text(limits.MESSAGE_TEXT)}, {"style": _STYLE})})
_SPANS: Mapping[str, Check] = {"type": anything, "elements": many(_SPAN, 1, 1_000)}
_SECTION = record(_SPANS)
_BORDER: Mapping[str, Check] = {"border": whole(0, 1)}
_RICH = tagged(
    {
        "rich_text_section": _SECTION,
        "rich_text_quote": record(_SPANS, _BORDER),
        "rich_text_preformatted": record(_SPANS, _BORDER),
        "rich_text_list": record(
            {
                "type": anything,
                "style": one_of("bullet", "ordered"),
                "elements": many(tagged({"rich_text_section": _SECTION}), 1, 1_000),
            },
            {"indent": whole(0, 8), "offset": whole(0, 1_000), **_BORDER},
        ),
    }
)


# Tables and charts.
def _square(value: Any, at: str) -> Iterator[str]:
    if len({len(row) for row in value["rows"]}) > 1:
        yield f"{at}: its rows differ in length"


_CELL = tagged({"raw_text": record({"type": anything, "text": text(limits.TABLE_TEXT)})})
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
_POINT = record({"label": text(limits.CHART_LABEL), "value": number})
_SERIES = record({"name": text(limits.CHART_LABEL), "data": many(_POINT, 1, limits.CHART_CATEGORIES)})
_AXIS = record(
    {"categories": many(text(limits.CHART_LABEL), 1, limits.CHART_CATEGORIES)},
    {"x_label": text(limits.CHART_AXIS), "y_label": text(limits.CHART_AXIS)},
)


def _chart_agrees(value: Any, at: str) -> Iterator[str]:
    """Names are unique, and each series has exactly one point for each category."""
    categories, series = value["axis_config"]["categories"], value["series"]
    names = [one["name"] for one in series]
    if len(set(names)) != len(names) or len(set(categories)) != len(categories):
        yield f"{at}: series and categories need names of their own"
    for one in series:
        if [point["label"] for point in one["data"]] != categories:
            yield f"{at}: the points of {one['name']!r} are not the categories"


_SERIES_CHART = then(
    record({"type": anything, "series": many(_SERIES, 1, limits.CHART_SERIES), "axis_config": _AXIS}),
    _chart_agrees,
)


def _block(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    return record({"type": one_of(kind), **required}, {"block_id": IDENTIFIER, **(optional or {})})


def _says_something(value: Any, at: str) -> Iterator[str]:
    if not {"text", "fields"} & value.keys():
        yield f"{at}: has neither text nor fields"


BLOCKS: Mapping[str, Check] = {
    "actions": then(
        _block("actions", {"elements": many(_elements(*_BUTTONS), 1, limits.ACTIONS)}), _unique_actions
    ),
    "alert": _block(
        "alert",
        {"text": either(limits.ALERT)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "context": _block("context", {"elements": many(either(limits.TEXT), 1, limits.CONTEXT)}),
    "data_table": then(
        _block(
            "data_table",
            {
                "caption": text(limits.CAPTION),
                "rows": many(many(_CELL, 1, limits.TABLE_COLUMNS), 2, limits.DATA_TABLE_ROWS),
            },
            {"page_size": whole(1, 100), "row_header_column_index": whole(0, limits.TABLE_COLUMNS - 1)},
        ),
        _square,
    ),
    "data_visualization": _block(
        "data_visualization",
        {
            "title": text(limits.CHART_TITLE),
            "chart": tagged(dict.fromkeys(("bar", "line", "area"), _SERIES_CHART)),
        },
    ),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain(limits.HEADER)}),
    "input": _block(
        "input",
        {"label": plain(limits.LABEL), "element": _elements(*_INPUTS)},
        {"hint": plain(limits.LABEL), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _block("rich_text", {"elements": many(_RICH, 1, 1_000)}),
    "section": then(
        _block(
            "section",
            {},
            {
                "text": either(limits.TEXT),
                "fields": many(either(limits.FIELD), 1, limits.FIELDS),
                "accessory": _elements(*_BUTTONS),
                "expand": boolean,
            },
        ),
        _says_something,
    ),
    "table": then(
        _block(
            "table",
            {"rows": many(many(_CELL, 1, limits.TABLE_COLUMNS), 1, limits.TABLE_ROWS)},
            {"column_settings": many(_COLUMN, 1, limits.TABLE_COLUMNS)},
        ),
        _square,
    ),
}
EVERYWHERE = ("actions", "context", "divider", "header", "input", "rich_text", "section")
"""Blocks of every surface; the others are named by docs.slack.dev/blocks.json for theirs."""

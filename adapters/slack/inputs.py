"""Fields of a form as Block Kit's inputs."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from adapters.slack import limits
from adapters.slack.action_data import NOTHING
from adapters.slack.block_kit import Json, field, fit, option, plain
from bot.surface import Choice, Date, Field, LongText, Number, Option, Scale, ShortText, Toggle

RADIOS = 7  # a longer choice is a list that opens
_PICK, _YES, _LEAVE_EMPTY = "Pick one", "Yes", "Leave empty"


def render_field(asked: Field) -> Json:
    return field(asked.key, asked.label, asked.hint, asked.required, _element(asked))


def _element(asked: Field) -> Json:
    match asked:
        case ShortText():
            return _typed(asked)
        case LongText():
            return {**_typed(asked), "multiline": True}
        case Choice():
            return _choice(asked, RADIOS)
        case Scale():
            return _choice(asked, limits.RADIOS)
        case Number():
            return _number(asked)
        case Date():
            return {"type": "datepicker", **_initial("initial_date", asked.initial)}
        case Toggle():
            yes = option(Option("yes", _YES))
            return {
                "type": "checkboxes",
                "options": [yes],
                **_initial("initial_options", [yes] * asked.initial),
            }
        case _ as never:
            assert_never(never)


def _typed(asked: ShortText | LongText) -> Json:
    most = max(asked.limit, len(asked.initial))
    fit("what a text takes", most, limits.INPUT)
    return {"type": "plain_text_input", "max_length": most, **_initial("initial_value", asked.initial)}


def _choice(asked: Choice | Scale, radios: int) -> Json:
    """Radio buttons or a list. An optional answer that was given before can be taken back."""
    back = (Option(NOTHING, _LEAVE_EMPTY),) if asked.initial and not asked.required else ()
    options = [option(one) for one in (*asked.options, *back)]
    picked = _initial("initial_option", next((o for o in options if o["value"] == asked.initial), None))
    if len(options) <= radios:
        return {"type": "radio_buttons", "options": options, **picked}
    return {"type": "static_select", "options": options, "placeholder": plain(_PICK), **picked}


def _number(asked: Number) -> Json:
    bounds = {"min_value": asked.low, "max_value": asked.high}
    return {
        "type": "number_input",
        "is_decimal_allowed": True,
        **{name: _digits(bound) for name, bound in bounds.items() if bound is not None},
        **_initial("initial_value", asked.initial),
    }


def _digits(number: float) -> str:
    """Writes the number without an exponent, which Slack does not read."""
    return f"{Decimal(repr(number)):f}"


def _initial(name: str, value: object) -> Json:
    """The initial value of an element; Slack refuses an empty one."""
    return {name: value} if value else {}

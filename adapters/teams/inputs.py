"""Fields of a form as Adaptive Cards' inputs, each labelled, with its hint under it and its problem above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from adapters.teams.action_data import FIELD, NOTHING
from adapters.teams.adaptive_cards import Json, is_markup, text
from bot.forms import MISSING, WRONG
from bot.surface import Choice, Date, Field, LongText, Number, Option, Scale, ShortText, Toggle

RADIOS = 7  # a longer choice is a list that opens
_PICK, _YES, _LEAVE_EMPTY = "Pick one", "Yes", "Leave empty"


def render_field(asked: Field, standing: str, problem: str) -> Iterator[Json]:
    """`standing` is the field's content: the words typed before, or the initial value."""
    if problem:
        yield text(problem, color="Attention", weight="Bolder")
    yield {**_input(asked, standing), "id": f"{FIELD}{asked.key}", **_label(asked)}
    if asked.hint:
        yield text(asked.hint, isSubtle=True, size="Small", spacing="Small")


def initial_of(asked: Field) -> str:
    """The initial value in the form that a submission has."""
    return ("yes" if asked.initial else "") if isinstance(asked, Toggle) else asked.initial


def _label(asked: Field) -> Json:
    """Each input has an error message, for an empty value or a number out of bounds."""
    required = {"isRequired": True} if asked.required else {}
    return {"label": asked.label, **required, "errorMessage": MISSING if asked.required else WRONG}


def _input(asked: Field, standing: str) -> Json:
    match asked:
        case ShortText():
            return _typed(asked, standing)
        case LongText():
            return {**_typed(asked, standing), "isMultiline": True}
        case Choice() | Scale():
            return _choice(asked, standing)
        case Number():
            return _number(asked, standing)
        case Date():
            return {"type": "Input.Date", **_value(standing)}
        case Toggle():
            return {
                "type": "Input.Toggle",
                "title": _YES,
                "valueOn": "yes",
                "valueOff": NOTHING,
                "value": standing or NOTHING,
            }
        case _ as never:
            assert_never(never)


def _typed(asked: ShortText | LongText, standing: str) -> Json:
    return {"type": "Input.Text", "maxLength": max(asked.limit, len(standing)), **_value(standing)}


def _choice(asked: Choice | Scale, standing: str) -> Json:
    """Radio buttons or a list. An optional answer that was given before can be taken back.

    Clients may read Markdown beside a button, and do not in a list.
    """
    back = (Option(NOTHING, _LEAVE_EMPTY),) if standing and not asked.required else ()
    options = (*asked.options, *back)
    is_open = len(options) <= RADIOS and not any(is_markup(one.label) for one in options)
    return {
        "type": "Input.ChoiceSet",
        "style": "expanded" if is_open else "compact",
        **({"wrap": True} if is_open else {"placeholder": _PICK}),
        "choices": [{"title": one.label, "value": one.value} for one in options],
        **_value(standing if standing in {one.value for one in options} else ""),
    }


def _number(asked: Number, standing: str) -> Json:
    bounds = {"min": asked.low, "max": asked.high}
    value = _number_of(standing)
    return {
        "type": "Input.Number",
        **{name: bound for name, bound in bounds.items() if bound is not None},
        **({} if value is None else {"value": value}),
    }


def _number_of(standing: str) -> float | None:
    try:
        number = float(standing.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _value(standing: str) -> Json:
    return {"value": standing} if standing else {}

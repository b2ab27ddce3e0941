"""Checks what came back from a form: every value, or a sentence for each wrong field."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from bot.surface import Choice, Date, Field, Form, LongText, Number, Scale, ShortText, Toggle, Values

MISSING = "Please fill this in."
WRONG = "Please check this."
"""At a field that the platform itself will not send as it is."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """Every field of the form has a value; "" where nothing was said."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """The sentence to show at each field that cannot be taken."""

    problems: Mapping[str, str]


def read_form(form: Form, values: Values) -> FilledForm | Rejected:
    """Checks submitted values against the form; keys that the form does not have are ignored."""
    cleaned = {field.key: clean_text(values.get(field.key, "")) for field in form.fields}
    problems = {field.key: said for field in form.fields if (said := _problem(field, cleaned[field.key]))}
    return Rejected(problems) if problems else FilledForm(cleaned)


def clean_text(text: str) -> str:
    """The text without control characters and surrounding space; line breaks, emoji and any script stay."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _problem(field: Field, value: str) -> str:
    if not value:
        return MISSING if field.required else ""
    match field:
        case ShortText() | LongText():
            return _too_long(value, field.limit)
        case Choice() | Scale():
            return "" if value in {o.value for o in field.options} else "Please pick one of the options."
        case Number():
            return _number_problem(field, value)
        case Date():
            return _date_problem(value)
        case Toggle():
            return "" if value == "yes" else "Please pick one of the options."
        case _ as never:
            assert_never(never)


def _too_long(value: str, limit: int) -> str:
    over = len(value) - limit
    letters = "character" if over == 1 else "characters"
    return f"This is {over:,} {letters} too long; please keep it to {limit:,}." if over > 0 else ""


def _number_problem(field: Number, value: str) -> str:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return "Please write a number, like 4 or 2.5."
    if field.low is not None and not number >= field.low:
        return f"Please write a number of at least {field.low:g}."
    if field.high is not None and not number <= field.high:
        return f"Please write a number of at most {field.high:g}."
    return ""


def _date_problem(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Please write a date as YEAR-MONTH-DAY, like 2026-03-31."
    return ""

"""Fills in a form by its fields, and keeps the values that it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from adapters.demo.sample import SampleNote
from bot.privacy.release import DECLINED
from bot.surface import Choice, Form, Scale, Toggle

Choose: TypeAlias = Callable[[str, Sequence[str]], str]
"""Takes a question's key and options; returns one of the options."""


def fill(form: Form, choose: Choose, *, at_most: int, note: SampleNote | None) -> dict[str, str]:
    """The form's values with at most `at_most` more questions answered, and with the note if its question is."""
    values = initial_values(form)
    open_ = [field for field in _questions(form) if not values[field.key]]
    for field in open_[:at_most]:
        values[field.key] = choose(field.key, [option.value for option in field.options])
    if note and values.get(note.question, DECLINED) != DECLINED and not values[f"{note.question}.note"]:
        values |= {f"{note.question}.note": note.text, f"{note.question}.audience": note.audience.value}
    return values


def without_audience(values: Mapping[str, str]) -> dict[str, str]:
    """The values without an audience for the notes."""
    return {key: "" if key.endswith(".audience") else value for key, value in values.items()}


def changed_mind(form: Form, choose: Choose) -> dict[str, str]:
    """The form's values with a different answer to its last question."""
    values = initial_values(form)
    last = _questions(form)[-1]
    others = [option.value for option in last.options if option.value not in (values[last.key], DECLINED)]
    return values | {last.key: choose(last.key, others)}


def answered(form: Form, values: Mapping[str, str]) -> set[str]:
    return {field.key for field in _questions(form) if values[field.key]}


def _questions(form: Form) -> list[Choice | Scale]:
    """The fields that are questions, not audiences of notes."""
    return [
        field
        for field in form.fields
        if isinstance(field, Choice | Scale) and not field.key.endswith(".audience")
    ]


def initial_values(form: Form) -> dict[str, str]:
    """The values of the form as it opens."""
    return {
        field.key: ("yes" if field.initial else "") if isinstance(field, Toggle) else field.initial
        for field in form.fields
    }

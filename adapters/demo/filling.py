"""Filling in a form as a person does: reading its fields, and leaving alone what stands there already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from adapters.demo.sample import Note
from bot.privacy.release import DECLINED
from bot.surface import Choice, Form, Scale, Toggle

Choose: TypeAlias = Callable[[str, Sequence[str]], str]
"""One of the options of the question with this key."""


def fill(form: Form, choose: Choose, *, at_most: int, note: Note | None) -> dict[str, str]:
    """The form's values with up to so many open questions answered, and the note to one of those."""
    values = standing(form)
    open_ = [field for field in _questions(form) if not values[field.key]]
    for field in open_[:at_most]:
        values[field.key] = choose(field.key, [option.value for option in field.options])
    if note and values.get(note.question, DECLINED) != DECLINED and not values[f"{note.question}.note"]:
        values |= {f"{note.question}.note": note.text, f"{note.question}.audience": note.audience.value}
    return values


def without_audience(values: Mapping[str, str]) -> dict[str, str]:
    """The same, with the choice of who gets a note forgotten."""
    return {key: "" if key.endswith(".audience") else value for key, value in values.items()}


def changed_mind(form: Form, choose: Choose) -> dict[str, str]:
    """The form's values with another answer to its last question."""
    values = standing(form)
    last = _questions(form)[-1]
    others = [option.value for option in last.options if option.value not in (values[last.key], DECLINED)]
    return values | {last.key: choose(last.key, others)}


def answered(form: Form, values: Mapping[str, str]) -> set[str]:
    return {field.key for field in _questions(form) if values[field.key]}


def _questions(form: Form) -> list[Choice | Scale]:
    """What is to be chosen, without the fields about a note."""
    return [
        field
        for field in form.fields
        if isinstance(field, Choice | Scale) and not field.key.endswith(".audience")
    ]


def standing(form: Form) -> dict[str, str]:
    """What stands in the form when it opens."""
    return {
        field.key: ("yes" if field.initial else "") if isinstance(field, Toggle) else field.initial
        for field in form.fields
    }

"""Small checkers, put together into the shape of a payload. Each yields a sentence per problem, with the place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[object, str], Iterator[str]]


def anything(_value: object, _at: str) -> Iterator[str]:
    yield from ()


def text(limit: int, *, least: int = 1) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif not least <= len(value) <= limit:
            yield f"{at}: has {len(value)} characters; {least} to {limit} are allowed"

    return check


def boolean(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at}: must be true or false"


def whole(low: int, high: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield f"{at}: must be a whole number from {low} to {high}"

    return check


def number(value: object, at: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield f"{at}: must be a finite number"


def numeral(value: object, at: str) -> Iterator[str]:
    """A number written as a string, as number inputs have it."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        yield f"{at}: must be a number in a string"


def day(value: object, at: str) -> Iterator[str]:
    try:
        date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        yield f"{at}: must be a day, YYYY-MM-DD"


def one_of(*allowed: str) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{at}: {value!r} is none of {', '.join(allowed)}"

    return check


def many(item: Check, least: int, most: int) -> Check:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{at}: has {len(value)} items; {least} to {most} are allowed"
        for place, one in enumerate(value):
            yield from item(one, f"{at}/{place}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others."""
    known = {**required, **(optional or {})}

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}: lacks {key}" for key in required if key not in value)
        yield from (f"{at}: knows no {key}" for key in value if key not in known)
        for key in known.keys() & value.keys():
            yield from known[key](value[key], f"{at}/{key}")

    return check


def tagged(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of the shapes it has."""

    def check(value: object, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes:
            yield f"{at}: the type {kind!r} is none of {', '.join(sorted(shapes))}"
        else:
            yield from shapes[kind](value, at)

    return check


def then(shape: Check, *more: Callable[[Any, str], Iterator[str]]) -> Check:
    """Checks that need the shape to be right, after it is."""

    def check(value: object, at: str) -> Iterator[str]:
        found = list(shape(value, at))
        yield from found
        for one in () if found else more:
            yield from one(value, at)

    return check

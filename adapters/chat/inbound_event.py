"""Payloads that cause no turn, and the parsing of payloads into their shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec

ShapeT = TypeVar("ShapeT")
EventT = TypeVar("EventT")


@dataclass(frozen=True, slots=True)
class IgnoredPayload:
    """The platform sent it, and nothing here answers it."""

    why: str


@dataclass(frozen=True, slots=True)
class MalformedPayload:
    """The platform vouches for it, and yet it has no shape of the platform's. `message` repeats nothing of it.

    `invoke` is Teams' name for the invoke that it came as; somebody waits for its answer.
    """

    message: str
    invoke: str = ""


def read_as(
    payload: object, shape: type[ShapeT], read: Callable[[ShapeT], EventT]
) -> EventT | MalformedPayload:
    """Never raises for what the payload holds."""
    try:
        return read(msgspec.convert(payload, shape))
    except (msgspec.ValidationError, RecursionError) as error:
        return MalformedPayload(f"the payload has another shape ({error})"[:200])

"""The words that a person reads in an Adaptive Card, in a client that knows all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def words_of(card: Any) -> Iterator[str]:
    """Every text that is shown, in order; which of the options is picked is none."""
    if isinstance(card, list):
        for one in card:
            yield from words_of(one)
    elif isinstance(card, dict):
        yield from _words_of_element(card)


def _words_of_element(card: dict[str, Any]) -> Iterator[str]:
    kind = card.get("type", "")
    if kind in ("TextBlock", "TextRun"):
        yield card["text"]
    elif kind.startswith("Action."):
        yield card["title"]
    elif kind.startswith("Chart."):
        yield card["title"]
        yield from _words_of_series(card["data"])
    elif kind.startswith("Input."):
        yield from _words_of_input(card, kind)
    elif kind == "FactSet":
        for fact in card["facts"]:
            yield from (fact["title"], fact["value"])
    else:
        for inside in ("body", "items", "columns", "rows", "cells", "inlines", "actions"):
            yield from words_of(card.get(inside))


def _words_of_input(card: dict[str, Any], kind: str) -> Iterator[str]:
    yield card["label"]
    yield card.get("title", "")
    for choice in card.get("choices", ()):
        yield choice["title"]
    if kind in ("Input.Text", "Input.Number", "Input.Date"):
        value = card.get("value", "")
        yield f"{value:g}" if isinstance(value, float) else str(value)


def _words_of_series(series: list[dict[str, Any]]) -> Iterator[str]:
    for one in series:
        yield one.get("legend", "")
        for point in one.get("values", [one]):
            yield from (str(point["x"]), f"{point['y']:g}")

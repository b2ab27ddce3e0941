"""Tables and charts as the elements that Teams has for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.teams.adaptive_cards import Json, container, is_markup, rich, run, text
from adapters.teams.text_fallback import numbers_of, table_text
from bot.surface import Chart, Series, Table, derive

_WIDEST = 14
"""Letters of a column beyond which a second line is as good."""


def render_table(shown: Table, *, as_text_too: bool) -> Iterator[Json]:
    """With `as_text_too`, clients without tables show it as text."""
    if shown.caption:
        yield text(shown.caption, weight="Bolder")
    yield {
        "type": "Table",
        "showGridLines": False,
        "columns": [{"width": width} for width in _widths(shown)],
        "rows": [_row(row) for row in (shown.columns, *shown.rows)],
        **({"fallback": table_text(derive(shown, caption=""))} if as_text_too else {}),
    }


def render_chart(shown: Chart, *, roomy: bool) -> Iterator[Json]:
    """The chart, with a table for clients that cannot draw it, and a sentence that describes it."""
    numbers = numbers_of(shown)
    fallback = container(*render_table(numbers, as_text_too=False)) if roomy else table_text(numbers)
    yield {**_drawn(shown), "fallback": fallback}
    yield text(shown.alt, isSubtle=True, size="Small")


def can_draw(shown: Chart) -> bool:
    """Teams needs distinct names for series and for categories."""
    names = [series.name for series in shown.series]
    return len(set(names)) == len(names) and len(set(shown.categories)) == len(shown.categories)


def _drawn(shown: Chart) -> Json:
    named = {"title": shown.title, "showTitle": True, **({"yAxisTitle": shown.unit} if shown.unit else {})}
    if shown.kind == "line":
        return {"type": "Chart.Line", **named, "data": _grouped(shown)}
    if len(shown.series) == 1:
        return {"type": "Chart.VerticalBar", **named, "data": _points(shown, shown.series[0])}
    return {"type": "Chart.VerticalBar.Grouped", **named, "data": _grouped(shown)}


def _grouped(shown: Chart) -> list[Json]:
    return [{"legend": series.name, "values": _points(shown, series)} for series in shown.series]


def _points(shown: Chart, series: Series) -> list[Json]:
    return [{"x": name, "y": value} for name, value in zip(shown.categories, series.values, strict=True)]


def _widths(shown: Table) -> list[int]:
    """Widths in proportion to the columns' content, and never less than a word: Teams breaks words."""
    columns = zip(shown.columns, *shown.rows, strict=True)
    return [max(min(max(map(len, column)), _WIDEST), _longest_word(column) + 2) for column in columns]


def _longest_word(column: Iterable[str]) -> int:
    return max((len(word) for cell in column for word in cell.split()), default=2)


def _row(row: tuple[str, ...]) -> Json:
    return {"type": "TableRow", "cells": [_cell(cell) for cell in row]}


def _cell(cell: str) -> Json:
    shown = rich(run(cell)) if is_markup(cell) else {"type": "TextBlock", "text": cell, "wrap": True}
    return {"type": "TableCell", "items": [shown] if cell.strip() else []}

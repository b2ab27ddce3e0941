"""Tables and charts: as the elements Teams has for them, and as text where a client or the room allows no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adapters.teams.kit import Json, container, is_markup, rich, run, text
from bot.surface import Chart, Series, Table, chart_table, derive

_BETWEEN = " | "
_WIDEST = 14
"""Letters of a column, beyond which it is as good as two lines."""


def table(shown: Table, *, twin: bool) -> Iterator[Json]:
    """With `twin`, clients without tables show it as text."""
    if shown.caption:
        yield text(shown.caption, weight="Bolder")
    yield {
        "type": "Table",
        "showGridLines": False,
        "columns": [{"width": width} for width in _widths(shown)],
        "rows": [_row(row) for row in (shown.columns, *shown.rows)],
        **({"fallback": table_text(derive(shown, caption=""))} if twin else {}),
    }


def table_text(shown: Table) -> Json:
    """A line a row."""
    first = ((shown.caption,) if shown.caption else ()) + (_line(shown.columns),)
    rows = "\n".join(_line(row) for row in shown.rows)
    return rich(run("\n".join(first), weight="Bolder"), *((run(f"\n{rows}"),) if rows else ()))


def chart(shown: Chart, *, roomy: bool) -> Iterator[Json]:
    """The picture, in its place a table for a client that draws none, and what it shows in a sentence."""
    numbers = _numbers(shown)
    fallback = container(*table(numbers, twin=False)) if roomy else table_text(numbers)
    yield {**_drawn(shown), "fallback": fallback}
    yield text(shown.alt, isSubtle=True, size="Small")


def chart_text(shown: Chart) -> Iterator[Json]:
    yield table_text(_numbers(shown))
    yield text(shown.alt, isSubtle=True)


def can_draw(shown: Chart) -> bool:
    """Teams tells series and categories apart by their names."""
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


def _numbers(shown: Chart) -> Table:
    """The unit once, not in every cell."""
    numbers = chart_table(derive(shown, unit=""))
    unit = f" ({shown.unit})" if shown.unit else ""
    return derive(numbers, caption=f"{shown.title}{unit}")


def _widths(shown: Table) -> list[int]:
    """In proportion to what the columns hold, within reason, and never less than a word: Teams breaks words."""
    columns = zip(shown.columns, *shown.rows, strict=True)
    return [max(min(max(map(len, column)), _WIDEST), _longest_word(column) + 2) for column in columns]


def _longest_word(column: Iterable[str]) -> int:
    return max((len(word) for cell in column for word in cell.split()), default=2)


def _row(row: tuple[str, ...]) -> Json:
    return {"type": "TableRow", "cells": [_cell(cell) for cell in row]}


def _cell(cell: str) -> Json:
    shown = rich(run(cell)) if is_markup(cell) else {"type": "TextBlock", "text": cell, "wrap": True}
    return {"type": "TableCell", "items": [shown] if cell.strip() else []}


def _line(row: tuple[str, ...]) -> str:
    """An empty cell keeps its place before others."""
    return _BETWEEN.join(" ".join(cell.split()) for cell in row).rstrip(_BETWEEN) or "–"

"""Tables and charts as text, where Slack has no block for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from adapters.slack.block_kit import Json, listed, monospaced, paragraph, paragraphs, rich, span
from bot.surface import Chart, Table, chart_table, derive

_WIDE = 72
"""Columns of a code block that fit the narrowest desktop window; longer lines wrap."""


def table_text(table: Table, *, roomy: bool) -> Json:
    """The table with aligned columns, or with one line a row where that takes too much room."""
    return rich(*_rows(table, [(table.caption, "bold")], roomy=roomy))


def chart_text(chart: Chart, *, roomy: bool) -> Json:
    """The sentence that describes the chart, and its numbers as a table."""
    unit = f" ({chart.unit})" if chart.unit else ""
    numbers = chart_table(derive(chart, unit=""))
    return rich(*_rows(numbers, [(chart.title + unit, "bold"), (chart.alt, "")], roomy=roomy))


def _rows(table: Table, above: Sequence[tuple[str, str]], *, roomy: bool) -> tuple[Json, ...]:
    lines = [tuple(map(_one_line, row)) for row in (table.columns, *table.rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    if roomy and any(widths) and sum(widths) + 2 * len(widths) <= _WIDE:
        return (*paragraphs(above), monospaced("\n".join(_aligned(line, widths) for line in lines)))
    heading, *rows = map(_joined, lines)
    shown = (*paragraphs([*above, (heading, "bold")]), *((listed(map(_item, rows)),) if rows else ()))
    return shown or (_item("–"),)


def _item(text: str) -> Json:
    return paragraph(span(text))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip()


def _joined(line: Sequence[str]) -> str:
    """An empty cell keeps its place before others."""
    return " · ".join(line).rstrip(" ·") or "–"


def _width(text: str) -> int:
    """Columns of the text in a fixed-width font."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )

"""Tables and charts as text, for where Slack has no block for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from adapters.slack.kit import Json, listed, monospaced, paragraph, rich, span
from bot.surface import Chart, Table, chart_table

_WIDE = 72
"""Columns of a code block that fit the narrowest desktop window; beyond it lines wrap and nothing lines up."""


def table_twin(table: Table, *, roomy: bool) -> Json:
    """The table with its columns lined up, or, where that takes too much room, a line a row."""
    return rich(*_title(table.caption), *_rows(table, roomy=roomy))


def chart_twin(chart: Chart, *, roomy: bool) -> Json:
    """What the picture shows in a sentence, and its numbers."""
    return rich(*_title(chart.title), paragraph(span(chart.alt)), *_rows(chart_table(chart), roomy=roomy))


def _title(text: str) -> tuple[Json, ...]:
    return (paragraph(span(text, "bold")),) if text else ()


def _rows(table: Table, *, roomy: bool) -> tuple[Json, ...]:
    lines = [tuple(map(_one_line, row)) for row in (table.columns, *table.rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    if roomy and sum(widths) + 2 * len(widths) <= _WIDE and any(widths):
        return (monospaced("\n".join(_aligned(line, widths) for line in lines)),)
    heading, *rows = (_joined(line) for line in lines) if any(widths) else ("–",)
    shown = (paragraph(span(heading, "bold")),) if heading else ()
    return (*shown, *((listed(paragraph(span(row or "–")) for row in rows),) if rows else ()))


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(line, widths, strict=True)).rstrip()


def _joined(line: Sequence[str]) -> str:
    return " · ".join(cell for cell in line if cell)


def _width(text: str) -> int:
    """Columns the text takes in a fixed-width font."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )

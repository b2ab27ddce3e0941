"""Tables and charts as the blocks that Slack has for them."""

from __future__ import annotations

from adapters.slack import limits
from adapters.slack.block_kit import Json, fit
from bot.surface import Chart, Table

_PAGE = 25
"""Rows of a page."""


def render_table(table: Table) -> Json:
    """A table without pages. Slack takes one of these a message."""
    rows = _rows(table)
    fit("a table's rows", len(rows), limits.TABLE_ROWS)
    return {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True}] * len(table.columns)}


def render_data_table(table: Table, heading: str) -> Json:
    """A table with sorting and pages. Slack takes several a message; each needs at least one row below the heading."""
    rows = _rows(table)
    fit("a table's rows", len(rows), limits.DATA_TABLE_ROWS)
    caption = table.caption or heading or " · ".join(filter(None, table.columns))[: limits.CAPTION] or "–"
    return {
        "type": "data_table",
        "caption": caption,
        "rows": rows,
        "page_size": min(len(table.rows), _PAGE),
    }


def can_draw(chart: Chart) -> bool:
    """Slack needs distinct names for series and for categories."""
    names = [series.name for series in chart.series]
    return len(set(names)) == len(names) and len(set(chart.categories)) == len(chart.categories)


def render_chart(chart: Chart) -> Json:
    series = [
        {
            "name": one.name,
            "data": [{"label": c, "value": v} for c, v in zip(chart.categories, one.values, strict=True)],
        }
        for one in chart.series
    ]
    axes = {"categories": list(chart.categories), **({"y_label": chart.unit} if chart.unit else {})}
    drawn = {"type": chart.kind, "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": chart.title, "chart": drawn}


def _rows(table: Table) -> list[list[Json]]:
    """Slack refuses an empty cell."""
    return [
        [{"type": "raw_text", "text": cell or " "} for cell in row] for row in (table.columns, *table.rows)
    ]

"""Tables and charts as text, where a client or the room of a card allows no more."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.teams.adaptive_cards import Json, rich, run, text
from bot.surface import Chart, Table, chart_table, derive

_BETWEEN = " | "


def table_text(shown: Table) -> Json:
    """The table with one line a row."""
    first = ((shown.caption,) if shown.caption else ()) + (_line(shown.columns),)
    rows = "\n".join(_line(row) for row in shown.rows)
    return rich(run("\n".join(first), weight="Bolder"), *((run(f"\n{rows}"),) if rows else ()))


def chart_text(shown: Chart) -> Iterator[Json]:
    yield table_text(numbers_of(shown))
    yield text(shown.alt, isSubtle=True)


def numbers_of(shown: Chart) -> Table:
    """A chart's numbers as a table, with the unit in the caption only."""
    numbers = chart_table(derive(shown, unit=""))
    unit = f" ({shown.unit})" if shown.unit else ""
    return derive(numbers, caption=f"{shown.title}{unit}")


def _line(row: tuple[str, ...]) -> str:
    """An empty cell keeps its place before others."""
    return _BETWEEN.join(" ".join(cell.split()) for cell in row).rstrip(_BETWEEN) or "–"

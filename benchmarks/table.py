"""The table that `make bench` prints, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from benchmarks.harness import Result

WIDTH: Final = 80


def draw_table(results: Sequence[Result]) -> Table:
    """A heading for each benchmark, a row for each of its figures, and its note below."""
    table = Table(box=box.SIMPLE, width=WIDTH, padding=(0, 1, 0, 0))
    table.add_column("what", ratio=1)
    for column in ("baseline", "ours", "ratio"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("goal", width=12)
    for name, group in groupby(results, key=lambda one: one.name):
        table.add_section()
        table.add_row(Text(name, style="bold"))
        for one in group:
            table.add_row(*_cells(one))
    return table


def _cells(one: Result) -> tuple[Text, ...]:
    notes = [f"{one.runs} run{'s' * (one.runs > 1)}", *([one.note] if one.note else [])]
    what = Text.assemble(one.what, (f"\n{', '.join(notes)}", "dim"))
    return what, *(Text(f"{number:g}") for number in (one.baseline, one.ours, one.ratio)), Text(one.goal)

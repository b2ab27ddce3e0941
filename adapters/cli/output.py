"""Output of the commands: a styled table on a terminal, plain columns in a pipe, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

import click

Row = Sequence[str]


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Row, rows: Iterable[Row], *, caption: str = "") -> None:
    """Prints a table with lines and colours on a terminal, and plain columns elsewhere."""
    if sys.stdout.isatty():
        _print_rich(columns, rows, caption)
        return
    click.echo(plain_table(columns, rows, caption=caption))


def plain_table(columns: Row, rows: Iterable[Row], *, caption: str = "") -> str:
    """Formats columns two spaces apart. A cell never breaks its line."""
    lines = [[_on_one_line(cell) for cell in row] for row in (columns, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join([*([caption] if caption else []), *(line.rstrip() for line in padded)])


def print_records(
    columns: Row, records: Sequence[Mapping[str, object]], *, as_json: bool, empty: str
) -> None:
    """Prints the records' columns as a table, or all their fields as JSON; prints `empty` if there are none."""
    if as_json:
        print_json(records)
    elif records:
        headings = [column.replace("_", " ") for column in columns]
        print_table(headings, [[_cell(record[column]) for column in columns] for record in records])
    else:
        click.echo(empty)


def _print_rich(columns: Row, rows: Iterable[Row], caption: str) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=caption or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(_on_one_line(cell)) for cell in row))
    Console().print(table)


def _on_one_line(cell: str) -> str:
    """Replaces line breaks and control characters, which a terminal would obey."""
    return "".join(letter if letter.isprintable() else " " for letter in cell)


def _cell(value: object) -> str:
    return "–" if value in (None, "") else str(value)

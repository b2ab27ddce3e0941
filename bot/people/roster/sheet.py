"""From bytes to rows of cells, with the line of the file in which each begins."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO

from bot.people.roster import screens
from bot.people.roster.invalid_cells import Complaint, Complaints
from bot.people.roster.model import COLUMNS, MOST_BYTES, MOST_ROWS, REQUIRED

_MOST_COLUMNS = 100
_HEADER_WITHIN = 10_000  # characters
_DELIMITERS = ",;\t"  # Excel writes semicolons where the comma is the decimal mark
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx is a zip, .xls an OLE file
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row's cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`whole` says that every row of the file could be taken apart."""

    columns: frozenset[str]
    rows: tuple[SheetRow, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


def read_sheet(raw: bytes, complaints: Complaints) -> Sheet | None:
    """The rows that could be read; None where the file as a whole cannot be. Adds to `complaints` why."""
    text = _decode(raw)
    if isinstance(text, Complaint):
        complaints.add(text)
        return None
    records = _records(text)
    header = next(records, Complaint(0, "", screens.empty_file))
    if isinstance(header, Complaint):
        complaints.add(header)
        return None
    columns = _read_header(header, complaints)
    return None if columns is None else _read_rows(columns, records, complaints)


def _decode(raw: bytes) -> str | Complaint:
    if len(raw) > MOST_BYTES:
        return Complaint(0, "", partial(screens.too_large, len(raw)))
    if raw.startswith(_WORKBOOKS):
        return Complaint(0, "", screens.workbook)
    if raw.startswith(_UTF_16) or 0 in raw[:2]:
        return Complaint(0, "", screens.utf_16)
    if 0 in raw:
        return Complaint(_line_of(raw, raw.index(0)), "", screens.nul)
    try:
        return raw.decode("utf-8").removeprefix("\N{BYTE ORDER MARK}")
    except UnicodeDecodeError as error:
        return Complaint(
            _line_of(raw, error.start), "", partial(screens.not_utf_8, _word_at(raw, error.start))
        )


def _line_of(raw: bytes, position: int) -> int:
    return len(_LINE_END.findall(raw, 0, position)) + 1


def _word_at(raw: bytes, position: int) -> str:
    """The word around an undecodable byte, as Western Europe's older encoding has it."""
    before = re.split(r"[\s,;\"]", raw[max(0, position - 30) : position].decode("cp1252", "replace"))[-1]
    after = re.split(r"[\s,;\"]", raw[position : position + 30].decode("cp1252", "replace"))[0]
    return before + after


def _records(text: str) -> Iterator[_Record | Complaint]:
    """Each row that is not blank; a complaint is the last thing that comes."""
    rows = csv.reader(
        StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True, strict=True
    )
    line = 1
    try:
        for cells in rows:
            if any(cell and not cell.isspace() for cell in cells):
                yield _Record(line, cells)
            line = rows.line_num + 1
    except csv.Error:
        yield Complaint(line, "", screens.broken_quotes)


def _delimiter(text: str) -> str:
    """The one that finds the most columns we know in the first line with something in it."""
    header = re.search(r"[^\s,;].*", text[:_HEADER_WITHIN])
    line = header.group() if header else ""
    return max(_DELIMITERS, key=lambda mark: sum(_named(cell) in COLUMNS for cell in line.split(mark)))


def _named(cell: str) -> str:
    """A column's name as we write it: ` Manager Email ` is `manager_email`."""
    return "_".join(cell.strip(' "').lower().replace("-", " ").replace("_", " ").split())


def _read_header(header: _Record, complaints: Complaints) -> list[str] | None:
    names = _without_blank_end([_named(cell) for cell in header.cells])
    if len(names) > _MOST_COLUMNS:
        complaints.add(Complaint(header.line, "", partial(screens.too_many_columns, len(names))))
        return None
    if not set(names) & set(COLUMNS):
        complaints.add(Complaint(header.line, "", screens.no_header))
        return None
    for complaint in _header_complaints(header.line, names):
        complaints.add(complaint)
    return names


def _header_complaints(line: int, names: list[str]) -> Iterator[Complaint]:
    for number, name in enumerate(names, start=1):
        if not name:
            yield Complaint(line, "", partial(screens.unnamed_column, number))
        elif name not in COLUMNS:
            yield Complaint(line, name, partial(screens.unknown_column, name))
    for name, times in Counter(names).items():
        if name in COLUMNS and times > 1:
            yield Complaint(line, name, screens.column_twice)
    for name in REQUIRED:
        if name not in names:
            yield Complaint(line, name, screens.missing_column)


def _read_rows(
    columns: list[str], records: Iterator[_Record | Complaint], complaints: Complaints
) -> Sheet | None:
    rows: list[SheetRow] = []
    whole = True
    for count, record in enumerate(records, start=1):
        row = _row(columns, record)
        if count > MOST_ROWS:
            complaints.add(Complaint(row.line, "", screens.too_many_rows))
            return None
        if isinstance(row, Complaint):
            complaints.add(row)
            whole = False
        else:
            rows.append(row)
    if whole and not rows:
        complaints.add(Complaint(0, "", screens.nobody))
    return Sheet(frozenset(columns), tuple(rows), whole)


def _row(columns: list[str], record: _Record | Complaint) -> SheetRow | Complaint:
    if isinstance(record, Complaint):
        return record
    cells = record.cells
    if len(cells) > len(columns):
        cells = cells[: len(columns)] + _without_blank_end(cells[len(columns) :])
    if len(cells) != len(columns):
        return Complaint(record.line, "", partial(screens.ragged, len(cells), len(columns)))
    return SheetRow(record.line, dict(zip(columns, cells, strict=True)))


def _without_blank_end(cells: list[str]) -> list[str]:
    """Spreadsheets leave empty cells to the right of the last column."""
    last = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
    return cells[:last]

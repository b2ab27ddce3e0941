"""A roster file, read and written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO
from typing import TypeVar

from bot.people.roles import Platform, Role
from bot.people.roster import cells
from bot.people.roster.invalid_cells import Complaint, Complaints, InvalidCell
from bot.people.roster.model import COLUMNS, FIELDS, REQUIRED, Roster, RosterProblems, RosterRow
from bot.people.roster.rules import DraftRow, complaints_between
from bot.people.roster.sheet import SheetRow, read_sheet

T = TypeVar("T")


def read_roster(raw: bytes) -> Roster | RosterProblems:
    """The people in a CSV file, or all that is wrong with it: a file with a problem yields no rows.

    UTF-8 with or without a byte order mark, any line ends, comma, semicolon or tab between cells, up to
    10 MB and 50,000 people. No `platform` column means the browser, where an empty `user_id` is the email.
    """
    complaints = Complaints()
    sheet = read_sheet(raw, complaints)
    if sheet is None:
        return complaints.in_words()
    drafts = [_draft(row, complaints) for row in sheet.rows]
    for complaint in complaints_between(drafts, whole=sheet.whole):
        complaints.add(complaint)
    if complaints:
        return complaints.in_words()
    return Roster(tuple(draft.row for draft in drafts), sheet.columns)


def write_roster(rows: Iterable[RosterRow]) -> str:
    """The rows as CSV text; what `read_roster` once accepted, it reads back as the same rows."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(getattr(row, field)) for field in FIELDS] for row in rows)
    return text.getvalue()


def _cell(value: str | tuple[str, ...]) -> str:
    return ";".join(value) if isinstance(value, tuple) else value


class _RowReader:
    """Reads one row column by column, and on past what is refused, so that all of it is told at once."""

    def __init__(self, row: SheetRow, complaints: Complaints) -> None:
        self._row = row
        self._complaints = complaints
        self.refused: set[str] = set()

    def take(self, column: str, read: Callable[[str], T | InvalidCell], *, instead: T) -> T:
        """The column's value, or `instead` where it is refused or the file has no such column."""
        cell = self._row.cells.get(column)
        if cell is None:
            self.refused.update({column} & set(REQUIRED))
            return instead
        text = cells.tidy(column, cell)
        value = text if isinstance(text, InvalidCell) else read(text)
        if not isinstance(value, InvalidCell):
            return value
        self.refused.add(column)
        self._complaints.add(Complaint(self._row.line, column, value.say))
        return instead


def _draft(sheet_row: SheetRow, complaints: Complaints) -> DraftRow:
    reader = _RowReader(sheet_row, complaints)
    take = reader.take
    email = take("email", cells.email, instead="")
    platform = take("platform", cells.platform, instead=Platform.BROWSER)
    row = RosterRow(
        email=email,
        name=take("name", cells.name, instead=""),
        role=take("role", cells.role, instead=Role.TEAM),
        platform=platform,
        user_id=take("user_id", cells.any_text, instead="")
        or (email if platform is Platform.BROWSER else ""),
        tenant_id=take("tenant_id", cells.any_text, instead=""),
        zone=take("timezone", cells.zone, instead=""),
        country=take("country", cells.country, instead=""),
        locale=take("locale", cells.locale, instead=""),
        team=take("team", cells.any_text, instead=""),
        manager_email=take("manager_email", cells.optional_email, instead=""),
        pair=take("pair", cells.any_text, instead=""),
        teaches=take("teaches", cells.words, instead=()),
        wants_to_learn=take("wants_to_learn", cells.words, instead=()),
    )
    return DraftRow(sheet_row.line, row, frozenset(reader.refused))

"""Roster files for tests."""

from __future__ import annotations

import csv
from io import StringIO

from bot.people.roles import Role
from bot.people.roster import COLUMNS, Roster, RosterProblem, RosterProblems, RosterRow, read_roster

ANNA = RosterRow(
    email="anna@example.com", name="Anna", role=Role.MENTOR, user_id="anna@example.com", zone="UTC"
)


def sheet(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> bytes:
    """A file with these cells; what a row leaves out is what everybody has."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(columns)
    for number, row in enumerate(rows):
        everybody = {"email": f"p{number}@example.com", "name": "P", "role": "team", "timezone": "UTC"}
        cells = everybody | {"platform": "browser"} | row
        writer.writerow([cells.get(column, "") for column in columns])
    return text.getvalue().encode()


def rows_of(raw: bytes) -> tuple[RosterRow, ...]:
    roster = read_roster(raw)
    assert isinstance(roster, Roster), roster
    return roster.rows


def problems_of(raw: bytes) -> tuple[RosterProblem, ...]:
    refused = read_roster(raw)
    assert isinstance(refused, RosterProblems), refused
    return refused.problems


def only_problem(raw: bytes) -> RosterProblem:
    (problem,) = problems_of(raw)
    return problem

"""The roster: a CSV file of people in, values out, and every problem of the file at once."""

from bot.people.roster.diff import RosterChange, RosterDiff, diff_roster
from bot.people.roster.file import read_roster, write_roster
from bot.people.roster.model import (
    COLUMNS,
    MOST_BYTES,
    MOST_LISTED,
    MOST_ROWS,
    REQUIRED,
    Roster,
    RosterProblem,
    RosterProblems,
    RosterRow,
)

__all__ = [
    "COLUMNS",
    "MOST_BYTES",
    "MOST_LISTED",
    "MOST_ROWS",
    "REQUIRED",
    "Roster",
    "RosterChange",
    "RosterDiff",
    "RosterProblem",
    "RosterProblems",
    "RosterRow",
    "diff_roster",
    "read_roster",
    "write_roster",
]

"""The sample programme: its people, its notes, and when it starts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.checkins.model import Audience
from bot.people.roles import Role
from bot.people.roster import Roster, RosterProblems, read_roster

COHORT: Final = "First cohort 2026"
STARTS: Final = datetime(2026, 1, 7, 8, tzinfo=UTC)
"""A Wednesday: the first round opens on the Monday after, and day 90 is the second of the fourth round.

Both clock changes lie between: in America on 8 March, in Europe on the 29th.
"""
STAGES: Final = ("early", "middle", "late")
"""A person's first check-in, the second and the third."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody of the role might write to a question at a stage."""

    role: Role
    environment: str
    question: str
    audience: Audience
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody of the role does in a week of the programme: an executive asks, a mentor flags.

    `kind` and `telling` are a flag's.
    """

    role: Role
    week: int
    kind: str
    telling: str
    text: str


def read_sample() -> Roster:
    """Twelve pairs, twelve people to compare with, two leads and a contact outside their line."""
    roster = read_roster((_HERE / "sample.csv").read_bytes())
    if isinstance(roster, RosterProblems):
        raise ValueError(roster.problems[0].message)
    return roster


def read_notes() -> Sequence[Note]:
    with (_HERE / "notes.csv").open(encoding="utf-8", newline="") as opened:
        return [
            Note(
                role=Role(row["role"]),
                environment=row["when"],
                question=row["question"],
                audience=Audience(row["audience"]),
                text=row["text"],
            )
            for row in csv.DictReader(opened)
        ]


def read_wishes() -> Sequence[Wish]:
    with (_HERE / "deeds.csv").open(encoding="utf-8", newline="") as opened:
        return [
            Wish(
                role=Role(row["role"]),
                week=int(row["week"]),
                kind=row["kind"],
                telling=row["telling"],
                text=row["text"],
            )
            for row in csv.DictReader(opened)
        ]

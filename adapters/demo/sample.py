"""The sample programme: its people, their notes and acts, and its start."""

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
"""A Wednesday. The first round opens on the next Monday; day 90 is the second day of the fourth round.

The time includes both clock changes: in America on 8 March, in Europe on 29 March.
"""
STAGES: Final = ("early", "middle", "late")
"""Names for a person's first, second and third check-in."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleNote:
    """A note that somebody of the role may write to a question at a stage."""

    role: Role
    stage: str
    question: str
    audience: Audience
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedAct:
    """An act of somebody with the role in a week of the programme: an executive asks, a mentor flags.

    Only a flag has `kind` and `disclosure`.
    """

    role: Role
    week: int
    kind: str
    disclosure: str
    text: str


def read_sample() -> Roster:
    """Reads the roster: twelve pairs, twelve comparison executives, two leads, and a contact outside their line."""
    roster = read_roster((_HERE / "sample.csv").read_bytes())
    if isinstance(roster, RosterProblems):
        raise ValueError(roster.problems[0].message)
    return roster


def read_notes() -> Sequence[SampleNote]:
    with (_HERE / "notes.csv").open(encoding="utf-8", newline="") as opened:
        return [
            SampleNote(
                role=Role(row["role"]),
                stage=row["stage"],
                question=row["question"],
                audience=Audience(row["audience"]),
                text=row["text"],
            )
            for row in csv.DictReader(opened)
        ]


def read_scripted_acts() -> Sequence[ScriptedAct]:
    with (_HERE / "scripted_acts.csv").open(encoding="utf-8", newline="") as opened:
        return [
            ScriptedAct(
                role=Role(row["role"]),
                week=int(row["week"]),
                kind=row["kind"],
                disclosure=row["disclosure"],
                text=row["text"],
            )
            for row in csv.DictReader(opened)
        ]

"""Complaints: problems found but not yet put into words."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass

from bot.people.roster import screens
from bot.people.roster.model import MOST_LISTED, RosterProblem, RosterProblems

Saying = Callable[[], str]
"""Said only if it is listed: to find the nearest time zone takes a while, for 50,000 of them too long."""


@dataclass(frozen=True, slots=True)
class Complaint:
    line: int
    column: str
    say: Saying


@dataclass(frozen=True, slots=True)
class InvalidCell:
    """A cell whose content cannot be used."""

    say: Saying


class Complaints:
    """Keeps the first few by line and counts the rest, for a bad file may hold a million."""

    def __init__(self) -> None:
        self._first: list[Complaint] = []
        self._count = 0

    def add(self, complaint: Complaint) -> None:
        self._count += 1
        if len(self._first) < MOST_LISTED or complaint.line < self._first[-1].line:
            insort(self._first, complaint, key=lambda one: one.line)
            del self._first[MOST_LISTED:]

    def __bool__(self) -> bool:
        return self._count > 0

    def in_words(self) -> RosterProblems:
        listed = tuple(
            RosterProblem(one.line, one.column, screens.placed(one.line, one.column, one.say()))
            for one in self._first
        )
        return RosterProblems(listed, more=self._count - len(listed))

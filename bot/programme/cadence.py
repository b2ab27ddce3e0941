"""How often a cohort's rounds open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MOST_WEEKS = 52

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)}
_NAMED = {"weekly": 1, "every week": 1, "monthly": 4}
_EVERY_SO_MANY = re.compile(rf"every ([0-9]{{1,3}}|{'|'.join(_WORDS)}) weeks?")


class CadenceError(ValueError):
    """Not a cadence; the message lists what is one."""

    def __init__(self, written: object) -> None:
        super().__init__(
            f'"{written}" is not a cadence. Write "weekly", "every week", "every 2 weeks", "every four '
            f'weeks" or "monthly" (which is every 4 weeks); the longest is every {MOST_WEEKS} weeks.'
        )


@dataclass(frozen=True, slots=True)
class Cadence:
    """Every so many weeks, so that a round always opens on the same day of the week."""

    weeks: int

    def __post_init__(self) -> None:
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise CadenceError(f"every {self.weeks} weeks")

    def __str__(self) -> str:
        """As `parse_cadence` reads it."""
        return "every week" if self.weeks == 1 else f"every {self.weeks} weeks"

    def opening(self, start: date, number: int) -> date:
        """The day on which round `number` opens, counted from 1, which opens on `start`."""
        if number < 1:
            raise ValueError(f"rounds are counted from 1, so there is no round {number}")
        return start + timedelta(weeks=self.weeks * (number - 1))


def parse_cadence(written: str) -> Cadence:
    """Reads a cadence, whatever the capitals and spaces. Raises `CadenceError`."""
    plain = " ".join(written.casefold().split())
    if plain in _NAMED:
        return Cadence(_NAMED[plain])
    matched = _EVERY_SO_MANY.fullmatch(plain)
    if matched is None:
        raise CadenceError(written)
    return Cadence(_NUMBERS.get(matched[1]) or int(matched[1]))

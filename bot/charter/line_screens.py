"""Says what is wrong with a line of a charter that a lead wrote, by the number of the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.charter.model import LETTERS, LINES, WORD_LETTERS, WORDS
from bot.screens import clipped, counted

TITLES: Final[Mapping[str, str]] = {
    "teaches": "Mentors teach",
    "keeps": "Executives keep",
    "it_owns": "IT does",
}
_SHORT: Final = 60
EMPTY_PART: Final = "This part needs a line at least."
NO_NAME: Final = "there is no name before the colon."
WHOLE_MINUTES: Final = "Please write a whole number of minutes."
SAME_CONTACT: Final = "This must be somebody else than the first."
_TOLD: Final = 3


def on_line(number: int, problem: str) -> str:
    return f"Line {number}: {problem}"


def problems(said: Sequence[str]) -> str:
    """The first of them; more than that nobody mends at once."""
    more = len(said) - _TOLD
    return " ".join((*said[:_TOLD], *((f"And {counted(more, 'more line')}.",) if more > 0 else ())))


def too_many_lines(lines: int) -> str:
    return f"This has {lines} lines; {LINES} is the most."


def long_name(letters: int) -> str:
    return f"the name has {letters} characters; {LETTERS} is the most."


def twice(name: str, before: tuple[str, int], part: str) -> str:
    where = "" if before[0] == part else f" of “{TITLES[before[0]]}”"
    return f"“{clipped(name, _SHORT)}” stands in line {before[1]}{where} already."


def too_many_words(words: int) -> str:
    return f"there are {words} words; {WORDS} is the most."


def long_word(word: str) -> str:
    return f"“{clipped(word, _SHORT)}” is too long; a word or phrase has {WORD_LETTERS} characters at most."

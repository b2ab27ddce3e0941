"""Finds people's names in texts that go where a pair should not be known."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.people.model import Person

_SHORTEST: Final = 3
"""Letters of a first or last name that is looked for alone."""
_WORD: Final = re.compile(r"[^\W_]+")


def mentions_person(text: str, person: Person) -> bool:
    """By email, or by any part of their name of three letters or more, as a word, whatever the case and accents."""
    read = _folded(text)
    words = set(_WORD.findall(read))
    parts = [part for part in _WORD.findall(_folded(person.name)) if len(part) >= _SHORTEST]
    return _folded(person.email) in read or any(part in words for part in parts)


def _folded(text: str) -> str:
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    apart = unicodedata.normalize("NFKD", seen.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))

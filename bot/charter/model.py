"""The charter: what mentors teach, what executives keep, what IT owns, and who to turn to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.ids import CohortId, PersonId


class Domain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the charter and the words by which a request for it is known."""

    name: str
    words: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The terms that both sides agree to. Data, not prose: screens give it words, scope rules read it."""

    teaches: tuple[Domain, ...]
    keeps: tuple[Domain, ...]
    it_owns: tuple[Domain, ...]
    weekly_minutes: int = 90
    contacts: tuple[str, ...] = ()
    """Emails: the first in the programme, the second outside the lead's and the executive's line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """One version of a cohort's terms; versions count from 1, the highest is in force."""

    cohort: CohortId
    version: int
    terms: Terms
    published_at: datetime
    sign_by: datetime


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures under one version, by person."""

    at: Mapping[PersonId, datetime]

    def complete(self, *people: PersonId) -> bool:
        return all(person in self.at for person in people)


LINES, LETTERS, MINUTES = 15, 100, 40 * 60
"""The most that a part of a charter, one of its lines and a week hold."""
WORDS, WORD_LETTERS = 400, 60
"""How many words stand behind a line at most, and how long one is."""
PARTS = ("teaches", "keeps", "it_owns")
CONTACTS = ("one in the programme", "one outside the lead's and the executive's line")


def parts(terms: Terms) -> tuple[tuple[str, tuple[Domain, ...]], ...]:
    """Each part by its name, in the order of the charter."""
    return (("teaches", terms.teaches), ("keeps", terms.keeps), ("it_owns", terms.it_owns))


def domains(terms: Terms) -> tuple[Domain, ...]:
    return (*terms.teaches, *terms.keeps, *terms.it_owns)


def terms_problem(terms: Terms) -> str:
    """Why nobody could sign these terms, as a sentence; "" if they could."""
    for name, part in parts(terms):
        if not 1 <= len(part) <= LINES:
            return f"{name} needs 1 to {LINES} lines; it has {len(part)}."
    for name, part in parts(terms):
        if any(not 1 <= len(domain.name.strip()) <= LETTERS or "\n" in domain.name for domain in part):
            return f"Each line of {name} needs a name of 1 to {LETTERS} characters, on one line."
    if problem := _domains_problem(domains(terms)):
        return problem
    if not 0 < terms.weekly_minutes <= MINUTES:
        return f"weekly_minutes is a number from 1 to {MINUTES}."
    if len(set(terms.contacts)) < len(terms.contacts) or len(terms.contacts) != len(CONTACTS):
        return "contacts names two different people to turn to, by email: " + " and ".join(CONTACTS) + "."
    return ""


def _domains_problem(lines: Sequence[Domain]) -> str:
    seen: set[str] = set()
    for one in lines:
        key = one.name.strip().casefold()
        if key in seen:
            return f"“{one.name}” stands in the charter twice."
        if len(one.words) > WORDS or any(not 1 <= len(word.strip()) <= WORD_LETTERS for word in one.words):
            return f"“{one.name}” has more than {WORDS} words, or one that is empty or over {WORD_LETTERS} characters."
        seen.add(key)
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterDraft:
    """Terms that a lead wrote and has not put in force. `replaces` is the version they were made from."""

    id: str
    cohort: CohortId
    author: PersonId
    replaces: int
    terms: Terms

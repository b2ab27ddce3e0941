"""The charter: what mentors teach, what executives keep, what IT owns, and who to turn to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.ids import CohortId, PersonId


class Domain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the charter and the words by which a request for it is known."""

    name: str
    words: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What both sides agree to. Data, not prose: screens give it words, scope rules read it."""

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
    """Who signed one version, and when."""

    at: Mapping[PersonId, datetime]

    def complete(self, *people: PersonId) -> bool:
        return all(person in self.at for person in people)


LINES, LETTERS, MINUTES = 15, 100, 40 * 60
"""What a part of a charter, one of its lines and a week hold at most."""


def terms_problem(terms: Terms) -> str:
    """Why nobody could sign these terms, as a sentence; "" if they could."""
    parts = (("teaches", terms.teaches), ("keeps", terms.keeps), ("it_owns", terms.it_owns))
    for name, part in parts:
        if not 1 <= len(part) <= LINES:
            return f"{name} needs 1 to {LINES} lines; it has {len(part)}."
    for name, part in parts:
        if any(not 1 <= len(domain.name.strip()) <= LETTERS for domain in part):
            return f"Each line of {name} needs a name of 1 to {LETTERS} characters."
    if not 0 < terms.weekly_minutes <= MINUTES:
        return f"weekly_minutes is a number from 1 to {MINUTES}."
    if len(set(terms.contacts)) < len(terms.contacts) or len(terms.contacts) != len(CONTACTS):
        return "contacts names two different people to turn to, by email: " + " and ".join(CONTACTS) + "."
    return ""


CONTACTS = ("one in the programme", "one outside the lead's and the executive's line")


def changes(before: Terms, after: Terms) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the lines that came and that went, in the order of the charter."""
    return _names(after, without=before), _names(before, without=after)


def _names(terms: Terms, *, without: Terms) -> tuple[str, ...]:
    known = {d.name for part in (without.teaches, without.keeps, without.it_owns) for d in part}
    return tuple(
        d.name for part in (terms.teaches, terms.keeps, terms.it_owns) for d in part if d.name not in known
    )

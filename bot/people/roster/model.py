"""A roster: its rows, and what can be wrong with a file that should hold one."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bot.people.roles import Platform, Role

COLUMNS = (
    *("email", "name", "role", "platform", "user_id", "tenant_id", "timezone", "country", "locale"),
    *("team", "manager_email", "pair", "teaches", "wants_to_learn"),
)
REQUIRED = ("email", "name", "role", "timezone")

MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
MOST_LISTED = 50  # problems in one answer: more than anybody mends before trying again


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person in one role. Text is tidy: NFC, single spaces, nothing invisible that deceives.

    `email` and `manager_email` are lower case; `zone` is an IANA name, `country` ISO 3166-1 alpha-2 or "",
    `locale` a language as babel writes it (en_GB) or "". Rows sharing a `pair` are a mentor and an executive.
    """

    email: str
    name: str
    role: Role
    platform: Platform = Platform.BROWSER
    user_id: str = ""
    tenant_id: str = ""
    zone: str
    country: str = ""
    locale: str = ""
    team: str = ""
    manager_email: str = ""
    pair: str = ""
    teaches: tuple[str, ...] = ()
    wants_to_learn: tuple[str, ...] = ()


FIELDS = tuple(field.name for field in fields(RosterRow))
PART_FIELDS = ("role", "pair", "teaches", "wants_to_learn")
"""Fields of a person's part; the others are facts of the person, alike in each of their rows."""


def column_of(field: str) -> str:
    """The CSV column that fills a field of a row."""
    return "timezone" if field == "zone" else field


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows of a file without problems, in its order, and the columns it had."""

    rows: tuple[RosterRow, ...]
    columns: frozenset[str] = frozenset(COLUMNS)


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """One problem: where it is, and how to fix it, in one sentence or two.

    `line` is the file's own, counted from 1, or 0 for the file as a whole; `column` may be empty.
    """

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class RosterProblems:
    """Why nothing is imported: the first problems by line, and how many more there are."""

    problems: tuple[RosterProblem, ...]
    more: int = 0

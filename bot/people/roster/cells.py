"""Reads the cells of each column into values.

`tidy` comes first for every cell; the other functions take tidy text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial

from babel import Locale, UnknownLocaleError

from bot.people.roles import Platform, Role
from bot.people.roster import screens
from bot.people.roster.closest import countries, zones
from bot.people.roster.invalid_cells import InvalidCell

TEXT_LIMIT = 200
EMAIL_LIMIT = 254  # RFC 5321's path of 256 less its brackets
WORDS_LIMIT = 2_000
MOST_WORDS = 30

_LIMITS = {
    "email": EMAIL_LIMIT,
    "manager_email": EMAIL_LIMIT,
    "teaches": WORDS_LIMIT,
    "wants_to_learn": WORDS_LIMIT,
}
# C0 and C1 but for line breaks, and the marks that turn the direction of what follows (Unicode UAX 9).
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# What spreadsheets take for the beginning of a formula, in full width too (OWASP, CSV injection).
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
_EMAIL = re.compile(r'[^\s@,;:<>()\[\]\\"]+@[^\s@,;:<>()\[\]\\".]+(\.[^\s@,;:<>()\[\]\\".]+)+')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")


def tidy(column: str, cell: str) -> str | InvalidCell:
    """The cell in NFC, with each run of spaces and line breaks made one space, and none at its ends."""
    control = _CONTROL.search(cell)
    if control:
        return InvalidCell(partial(screens.control_character, control.group()))
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    return _fitting(text, _LIMITS.get(column, TEXT_LIMIT))


def _fitting(text: str, limit: int) -> str | InvalidCell:
    if len(text) > limit:
        return InvalidCell(partial(screens.too_long, len(text), limit))
    return InvalidCell(partial(screens.formula, text)) if text.startswith(_FORMULA) else text


def any_text(text: str) -> str | InvalidCell:
    return text


def name(text: str) -> str | InvalidCell:
    """A name in any script, emoji included, as long as there is something to see."""
    if not text:
        return InvalidCell(screens.empty)
    visible = any(letter.isprintable() and not letter.isspace() for letter in text)
    return text if visible else InvalidCell(screens.nothing_visible)


def email(text: str) -> str | InvalidCell:
    return optional_email(text) if text else InvalidCell(screens.empty)


def optional_email(text: str) -> str | InvalidCell:
    """An address in lower case, international ones included."""
    if not text:
        return ""
    if not (_EMAIL.fullmatch(text) and text.isprintable()):
        return InvalidCell(partial(screens.no_email, text))
    return unicodedata.normalize("NFC", text.lower())


def role(text: str) -> Role | InvalidCell:
    if not text:
        return InvalidCell(screens.empty)
    try:
        return Role(text.lower().replace(" ", "-").replace("_", "-"))
    except ValueError:
        return InvalidCell(partial(screens.unknown_role, text))


def platform(text: str) -> Platform | InvalidCell:
    if not text:
        return InvalidCell(screens.empty)
    try:
        return Platform(text.lower())
    except ValueError:
        return InvalidCell(partial(screens.unknown_platform, text))


def zone(text: str) -> str | InvalidCell:
    """An IANA time zone, whatever the capitals, with spaces or underscores."""
    if not text:
        return InvalidCell(screens.empty)
    return zones().get(text.lower().replace(" ", "_")) or InvalidCell(partial(screens.unknown_zone, text))


def country(text: str) -> str | InvalidCell:
    code = text.upper()
    return code if not code or code in countries() else InvalidCell(partial(screens.unknown_country, text))


def locale(text: str) -> str | InvalidCell:
    """A language as babel writes it; where babel knows the language but not in that country, the language."""
    if not text:
        return ""
    return _babel_name(text) or InvalidCell(partial(screens.unknown_locale, text))


def words(text: str) -> tuple[str, ...] | InvalidCell:
    """Splits at semicolons; each entry once, in the order written."""
    entries = tuple(dict.fromkeys(entry for part in text.split(";") if (entry := part.strip())))
    if len(entries) > MOST_WORDS:
        return InvalidCell(partial(screens.too_many_words, len(entries), MOST_WORDS))
    checked = (_fitting(entry, TEXT_LIMIT) for entry in entries)
    return next((entry for entry in checked if isinstance(entry, InvalidCell)), entries)


@lru_cache(maxsize=2_000)
def _babel_name(text: str) -> str | None:
    if not _LANGUAGE.fullmatch(text):
        return None
    tag = text.replace("-", "_")
    language, _, region = tag.partition("_")
    attempts = (tag, language) if region.upper() in countries() else (tag,)
    return next((parsed for attempt in attempts if (parsed := _parsed(attempt))), None)


def _parsed(tag: str) -> str | None:
    try:
        return str(Locale.parse(tag))
    except (UnknownLocaleError, ValueError):
        return None

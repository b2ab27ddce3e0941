"""Guesses what a person meant: the nearest known zone, country, language, role, platform or column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from holidays.registry import COUNTRIES

_NO_PLACES = {"Factory", "localtime", "posixrules"}
_CLOSE = 0.7
_LONGEST = 60  # difflib's time grows with the square of the length


@cache
def zones() -> Mapping[str, str]:
    """IANA time zones by their names in lower case."""
    return {zone.lower(): zone for zone in available_timezones() - _NO_PLACES}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and XK for Kosovo: those whose holidays are known.

    From the registry, since `list_supported_countries` imports every country's module: half a second for the same.
    """
    named = Locale("en").territories
    return frozenset(code for _, *codes in COUNTRIES.values() for code in codes if code in named)


def closest(text: str, choices: Iterable[str]) -> str | None:
    """The choice most like `text`, if one is close."""
    found = get_close_matches(text[:_LONGEST], choices, n=1, cutoff=_CLOSE)
    return found[0] if found else None


def closest_zone(text: str) -> str | None:
    """By IANA name, by its city alone, or by the name Windows and Outlook give it."""
    return _closest_named(text.replace(" ", "_"), _zone_names()) or _closest_named(text, _windows_zones())


def closest_country(text: str) -> str | None:
    """By three-letter code, by other common code, or by English name."""
    return _closest_named(text, _country_names())


def closest_language(text: str) -> str | None:
    """By English name."""
    return _closest_named(text, _language_names())


def _closest_named(text: str, names: Mapping[str, str]) -> str | None:
    name = closest(text.lower(), names)
    return None if name is None else names[name]


@cache
def _zone_names() -> Mapping[str, str]:
    cities = {name.rpartition("/")[2]: zone for name, zone in sorted(zones().items(), reverse=True)}
    return cities | dict(zones())


@cache
def _windows_zones() -> Mapping[str, str]:
    return {name.lower(): zone for name, zone in get_global("windows_zone_mapping").items()}


@cache
def _country_names() -> Mapping[str, str]:
    english = {name.lower(): code for code, name in Locale("en").territories.items()}
    other_codes = {code.lower(): real[0] for code, real in get_global("territory_aliases").items()}
    return {name: code for name, code in (english | other_codes).items() if code in countries()}


@cache
def _language_names() -> Mapping[str, str]:
    return {name.lower(): code.replace("_", "-") for code, name in Locale("en").languages.items()}

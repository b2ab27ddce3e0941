"""Sorting what somebody wrote against the charter, by the charter's own words. A person decides in the end.

A word of a line counts once, a phrase as two words. What has the most points is suggested; with a tie, or with
nothing found, the suggestion is not sure, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from bot.charter.model import Domain, Terms
from bot.scope.model import Kind, Lane
from bot.scope.recognition import Lexicon
from bot.scope.signals import SIGNALS

P = TypeVar("P", Lane, Kind)
_WORD, _PHRASE = 1, 2


@dataclass(frozen=True, slots=True)
class Found(Generic[P]):
    """What speaks for one pick: the line of the charter with the most points, and the words as they were typed.

    `line` is "" where it is none of the charter's.
    """

    pick: P
    line: str
    words: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[P]):
    """`found` has all that something speaks for, most points first; nothing at all leaves it empty."""

    pick: P
    is_sure: bool
    found: tuple[Found[P], ...] = ()

    @property
    def line(self) -> str:
        return self.found[0].line if self.found else ""

    @property
    def words(self) -> tuple[str, ...]:
        """What triggered it, as it was typed."""
        return self.found[0].words if self.found else ()


@dataclass(frozen=True, slots=True)
class _Rules(Generic[P]):
    picks: tuple[P, ...]
    lines: tuple[str, ...]
    lexicon: Lexicon


def suggest_lane(text: str, terms: Terms) -> Suggestion[Lane]:
    """Where a request goes. In doubt it is proposed for the mentor, who hears of it in a digest only."""
    return _suggestion(_found(text, _lane_rules(terms)), in_doubt=Lane.IN_SCOPE)


def suggest_kind(text: str, terms: Terms) -> Suggestion[Kind]:
    """What a flag is about. In doubt an errand: neither IT's nor a decision, and not what a mentor is for."""
    return _suggestion(_found(text, _kind_rules(terms)), in_doubt=Kind.ERRAND)


def _suggestion(found: Sequence[Found[P]], *, in_doubt: P) -> Suggestion[P]:
    if not found:
        return Suggestion(in_doubt, is_sure=False)
    is_sure = len(found) == 1 or found[0].points > found[1].points
    return Suggestion(found[0].pick, is_sure, tuple(found))


def _found(text: str, rules: _Rules[P]) -> list[Found[P]]:
    """Most points first; of equals the one that stands first in the rules."""
    points: dict[int, int] = {}
    typed: dict[int, list[str]] = {}
    seen = set[object]()
    for hit in rules.lexicon.find(text):
        owner = hit.listed.owner
        if hit.listed not in seen:
            points[owner] = points.get(owner, 0) + (_PHRASE if " " in hit.typed else _WORD)
        seen.add(hit.listed)
        typed.setdefault(owner, []).append(hit.typed)
    found = [_for(pick, rules, points, typed) for pick in dict.fromkeys(rules.picks)]
    return sorted((one for one in found if one.points), key=lambda one: -one.points)


def _for(pick: P, rules: _Rules[P], points: Mapping[int, int], typed: Mapping[int, list[str]]) -> Found[P]:
    own = [owner for owner in points if rules.picks[owner] is pick]
    best = max(own, key=lambda owner: (points[owner], -owner), default=None)
    words = {word.casefold(): word for owner in own for word in typed[owner]}
    line = rules.lines[best] if best is not None else ""
    return Found(pick, line, tuple(words.values()), sum(points[owner] for owner in own))


@lru_cache(64)
def _lane_rules(terms: Terms) -> _Rules[Lane]:
    return _rules(
        {
            Lane.IT: terms.it_owns,
            Lane.DECISION: terms.keeps,
            Lane.IN_SCOPE: terms.teaches,
        }
    )


@lru_cache(64)
def _kind_rules(terms: Terms) -> _Rules[Kind]:
    apart = {kind: (Domain("", words),) for kind, words in SIGNALS.items()}
    return _rules({**apart, Kind.IT_SUPPORT: terms.it_owns, Kind.DECISION: terms.keeps})


def _rules(domains: Mapping[P, Sequence[Domain]]) -> _Rules[P]:
    pairs = [(pick, domain) for pick, part in domains.items() for domain in part]
    return _Rules(
        picks=tuple(pick for pick, _ in pairs),
        lines=tuple(domain.name for _, domain in pairs),
        lexicon=Lexicon([domain.words or (domain.name,) for _, domain in pairs]),
    )

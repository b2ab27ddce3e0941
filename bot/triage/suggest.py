"""Sorting what somebody wrote against the charter, by the charter's own words. A person decides in the end.

A word of a line has two points, a phrase three; each counts once. Hints (words after "~" in a line) count where
points do not decide, and are sure from two words on. What has the most points is suggested. Where another comes
close, or nothing was found but a single hint, the suggestion is not sure, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from bot.asks.model import Lane
from bot.charter.model import Domain, Terms
from bot.flags.model import FlagKind
from bot.triage.recognition import Hit, Lexicon
from bot.triage.signals import SIGNALS

P = TypeVar("P", Lane, FlagKind)
_WORD, _PHRASE = 2, 3
_HINTS: Final = 2
"""Words of hints that may stand for a suggestion where there are no points; a phrase has two."""
_CLOSE: Final = 0.4
"""The share of the most points with which another pick is close."""
_HINT_MARK: Final = "~"


@dataclass(frozen=True, slots=True)
class Found(Generic[P]):
    """What speaks for one pick: the line of the charter with the most points, and the words as they were typed.

    `line` is "" where it is none of the charter's.
    """

    pick: P
    line: str
    words: tuple[str, ...]
    points: int
    hints: int


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


def suggest_kind(text: str, terms: Terms) -> Suggestion[FlagKind]:
    """What a flag is about. In doubt an errand: neither IT's nor a decision, and not what a mentor is for."""
    return _suggestion(_found(text, _kind_rules(terms)), in_doubt=FlagKind.ERRAND)


def _suggestion(found: Sequence[Found[P]], *, in_doubt: P) -> Suggestion[P]:
    if not found:
        return Suggestion(in_doubt, is_sure=False)
    first, *others = found
    is_close = any(one.points and one.points >= _CLOSE * first.points for one in others)
    is_enough = first.points > 0 or first.hints >= _HINTS
    return Suggestion(first.pick, is_enough and not is_close, tuple(found))


def _found(text: str, rules: _Rules[P]) -> list[Found[P]]:
    """Most points first; of equals the one that stands first in the rules."""
    hits = rules.lexicon.find(text)
    found = [_for(pick, rules, hits) for pick in dict.fromkeys(rules.picks)]
    return sorted((one for one in found if one.words), key=lambda one: (-one.points, -one.hints))


def _for(pick: P, rules: _Rules[P], hits: Sequence[Hit]) -> Found[P]:
    """However often a word stands in the text or in the lines, it counts once."""
    own = [hit for hit in hits if rules.picks[hit.listed.owner] is pick]
    typed = {hit.typed.casefold(): hit.typed for hit in reversed(own)}
    points = dict.fromkeys(typed, 0)
    of_lines: dict[tuple[str, str], int] = {}
    for hit in own:
        word, line, worth = hit.typed.casefold(), rules.lines[hit.listed.owner], _worth(hit.listed.phrase)
        points[word] = max(worth, points[word])
        of_lines[line, word] = max(worth, of_lines.get((line, word), 0))
    return Found(
        pick=pick,
        line=_best_line(of_lines),
        words=tuple(reversed(typed.values())),
        points=sum(points.values()),
        hints=sum(min(len(word.split()), _HINTS) for word, worth in points.items() if not worth),
    )


def _best_line(of_lines: Mapping[tuple[str, str], int]) -> str:
    """The one with the most points, then with the most hints, then the first."""
    score: dict[str, tuple[int, int]] = {}
    for (line, _), worth in of_lines.items():
        points, words = score.get(line, (0, 0))
        score[line] = (points + worth, words + 1)
    return max(score, key=lambda line: score[line], default="")


def _worth(phrase: str) -> int:
    if phrase.startswith(_HINT_MARK):
        return 0
    return _PHRASE if " " in phrase else _WORD


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
def _kind_rules(terms: Terms) -> _Rules[FlagKind]:
    apart = {kind: (Domain("", words),) for kind, words in SIGNALS.items()}
    return _rules({**apart, FlagKind.IT_SUPPORT: terms.it_owns, FlagKind.DECISION: terms.keeps})


def _rules(domains: Mapping[P, Sequence[Domain]]) -> _Rules[P]:
    pairs = [(pick, domain) for pick, part in domains.items() for domain in part]
    return _Rules(
        picks=tuple(pick for pick, _ in pairs),
        lines=tuple(domain.name for _, domain in pairs),
        lexicon=Lexicon([domain.words or (domain.name,) for _, domain in pairs]),
    )

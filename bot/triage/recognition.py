"""Finding words of a list in a text: as words, with their endings, in compounds, and through a slip of the finger.

Nobody says which language a text is in, so a word is reduced to its stem in each of the languages known, and two
words are the same if they have the same stem in one of them. Accents do not matter, nor do invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import snowballstemmer

LANGUAGES: Final = ("english", "german", "french", "spanish", "italian", "dutch", "portuguese")
READ_CHARACTERS: Final = 2_000
"""What is read of a text: a form holds no more, and a longer one would only keep others waiting."""
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_WORD: Final = 40
_COMPOUND_PART: Final = 6
"""Letters a listed word needs to be found inside another, or with a letter wrong: shorter ones are in too many."""
_STEM: Final = 4
"""Letters of a stem at the least, and half of its word: across languages, shorter ones say nothing."""
_WORDS_REMEMBERED: Final = 50_000

Keys: TypeAlias = frozenset[str]
Phrase: TypeAlias = tuple[Keys, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A word or phrase, and the number of the list it stands in."""

    owner: int
    phrase: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, and the words of the text as they were typed."""

    listed: Listed
    typed: str


@dataclass(frozen=True, slots=True)
class _Token:
    typed: str
    start: int
    end: int
    keys: Keys


class Lexicon:
    """Lists of words and phrases, ready to be found."""

    __slots__ = ("_by_first", "_near", "_whole")

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, Listed]]] = {}
        self._whole: dict[str, list[Listed]] = {}
        self._near: dict[str, list[Listed]] = {}
        for owner, words in enumerate(lists):
            for word in words:
                self._add(Listed(owner, word))

    def find(self, text: str) -> tuple[Hit, ...]:
        """Left to right; where a phrase stands, the words in it are not found again."""
        read = _shown(text)
        tokens, place, hits = _tokens(read), 0, list[Hit]()
        while place < len(tokens):
            length, found = self._at(tokens, place)
            typed = read[tokens[place].start : tokens[place + length - 1].end]
            hits += [Hit(listed, " ".join(typed.split())) for listed in found]
            place += length
        return tuple(hits)

    def _add(self, listed: Listed) -> None:
        words = [_folded(match.group()) for match in _WORD.finditer(_shown(listed.phrase))]
        if not words:
            return
        phrase = tuple(_keys(word) for word in words)
        for key in phrase[0]:
            self._by_first.setdefault(key, []).append((phrase, listed))
        if len(words) == 1 and len(words[0]) >= _COMPOUND_PART:
            self._whole.setdefault(words[0], []).append(listed)
            for near in _near(words[0]):
                self._near.setdefault(near, []).append(listed)

    def _at(self, tokens: Sequence[_Token], place: int) -> tuple[int, list[Listed]]:
        """The longest that begins here, in every list that has it, and its length in words; 1 and nothing if none."""
        found = {
            listed: len(phrase)
            for key in tokens[place].keys
            for phrase, listed in self._by_first.get(key, ())
            if _stands(phrase, tokens, place)
        }
        if not found:
            return 1, self._inexact(_folded(tokens[place].typed))
        longest = max(found.values())
        return longest, [listed for listed, length in found.items() if length == longest]

    def _inexact(self, word: str) -> list[Listed]:
        parts = (self._whole[part] for part in _parts(word) if part in self._whole)
        if found := next(parts, None):
            return found
        if len(word) < _COMPOUND_PART:
            return []
        near = (self._near[one] for one in _near(word) if one in self._near)
        return next(near, [])


def _shown(text: str) -> str:
    """What is read of the text, without what nobody sees."""
    composed = unicodedata.normalize("NFKC", text[:READ_CHARACTERS])
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cf", "Cs"))


def _tokens(read: str) -> list[_Token]:
    found = ((m.group(), m.start(), m.end()) for m in _WORD.finditer(read))
    return [_Token(word, start, end, _keys(word.casefold())) for word, start, end in found]


def _stands(phrase: Phrase, tokens: Sequence[_Token], place: int) -> bool:
    here = tokens[place : place + len(phrase)]
    return len(here) == len(phrase) and not any(
        keys.isdisjoint(token.keys) for keys, token in zip(phrase, here, strict=True)
    )


@lru_cache(_WORDS_REMEMBERED)
def _keys(word: str) -> Keys:
    """The word's stems, each with its language; the word alone where it is too long for one."""
    folded = _folded(word)
    if len(word) > _LONGEST_WORD:
        return frozenset((folded[:_LONGEST_WORD],))
    stems = ((language, _stem(language, one)) for language in LANGUAGES for one in {word, folded})
    least = max(_STEM, len(word) / 2)
    return frozenset((folded, *(f"{language}:{stem}" for language, stem in stems if len(stem) >= least)))


def _stem(language: str, word: str) -> str:
    # A stemmer keeps its word in itself, so each call has its own: turns run in several threads.
    return _folded(snowballstemmer.stemmer(language).stemWord(word))


def _folded(word: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _parts(word: str) -> Iterator[str]:
    """Longest first, each beginning and end of the word that another may be compounded of."""
    for length in range(min(len(word), _LONGEST_WORD) - 1, _COMPOUND_PART - 1, -1):
        yield word[:length]
        yield word[-length:]


def _near(word: str) -> list[str]:
    """The word, and the word without each letter but the first: two words share one if a slip tells them apart."""
    if len(word) > _LONGEST_WORD:
        return []
    return list(dict.fromkeys((word, *(word[:i] + word[i + 1 :] for i in range(1, len(word))))))

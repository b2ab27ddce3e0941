"""A charter as a lead writes it: a line for each domain, `Name: word, word`, in a form of few letters.

A line by its name alone keeps the words it had, so that a part whose words fill many forms can be changed in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.charter import line_screens as screens
from bot.charter.model import LETTERS, LINES, PARTS, WORD_LETTERS, WORDS, Domain, Terms, domains, parts

ROOM: Final = 1_500
"""Letters of a part up to which its words stand in the form too, which leaves room to write."""
_BULLETS: Final = "•-* \t"


@dataclass(slots=True)
class Reading:
    """The result so far: the lines of each part, and at each part's field what is wrong with which line."""

    known: Mapping[str, Domain]
    read: dict[str, list[Domain]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)


def write_parts(terms: Terms) -> Mapping[str, str]:
    """Each part as it stands in the form."""
    return {name: _write(lines) for name, lines in parts(terms)}


def read_parts(written: Mapping[str, str], before: Terms) -> Reading:
    """The parts as written; names that `before` has keep their words where none are given."""
    reading = Reading({one.name.casefold(): one for one in domains(before)})
    for part in PARTS:
        reading.read[part] = []
        for number, line in enumerate(written.get(part, "").split("\n"), start=1):
            if line.strip(_BULLETS):
                _read_line(reading, part, number, line.strip(_BULLETS))
        if not reading.read[part] and part not in reading.wrong:
            reading.wrong[part] = [screens.EMPTY_PART]
        elif len(reading.read[part]) > LINES:
            reading.wrong[part] = [screens.too_many_lines(len(reading.read[part]))]
    _carry_words(reading, before)
    return reading


def read_words(text: str) -> tuple[str, ...]:
    """Words and phrases apart by commas or line breaks, each once."""
    return tuple(
        dict.fromkeys(filter(None, (" ".join(w.split()) for w in text.replace("\n", ",").split(","))))
    )


def words_problem(words: tuple[str, ...]) -> str:
    """As a sentence; "" if they can stand behind a line."""
    if len(words) > WORDS:
        return screens.too_many_words(len(words))
    long = next((word for word in words if len(word) > WORD_LETTERS), "")
    return screens.long_word(long) if long else ""


def _write(lines: tuple[Domain, ...]) -> str:
    whole = "\n".join(f"{one.name}: {', '.join(one.words)}" if one.words else one.name for one in lines)
    return whole if len(whole) <= ROOM else "\n".join(one.name for one in lines)


def _read_line(reading: Reading, part: str, number: int, line: str) -> None:
    name, words = _split(reading, line)
    known = reading.known.get(name.casefold())
    kept = known.words if known and words is None else read_words(words or "")
    before = reading.seen.setdefault(name.casefold(), (part, number))
    if not name:
        problem = screens.NO_NAME
    elif len(name) > LETTERS:
        problem = screens.long_name(len(name))
    elif before != (part, number):
        problem = screens.twice(name, before, part)
    else:
        problem = words_problem(kept)
    if problem:
        reading.wrong.setdefault(part, []).append(screens.on_line(number, problem))
    reading.read[part].append(Domain(name, kept))


def _split(reading: Reading, line: str) -> tuple[str, str | None]:
    """The name, and what stands after its colon; a known name may have a colon of its own."""
    folded = line.casefold()
    for name in sorted((known for known in reading.known if ":" in known), key=len, reverse=True):
        if folded == name:
            return line, None
        if folded.startswith(f"{name}:") and len(folded) == len(line):
            return line[: len(name)], line[len(name) + 1 :]
    name, colon, words = line.partition(":")
    return name.strip(), words if colon else None


def _carry_words(reading: Reading, before: Terms) -> None:
    """Where one line of a part went and one came without words, it is the same line by another name."""
    for part, lines in parts(before):
        now = reading.read[part]
        gone = [one for one in lines if one.name.casefold() not in reading.seen]
        came = [place for place, one in enumerate(now) if one.name.casefold() not in reading.known]
        if len(gone) == len(came) == 1 and not now[came[0]].words:
            now[came[0]] = Domain(now[came[0]].name, gone[0].words)

"""The charter's rules on labelled requests, beside finding the charter's words anywhere in a text; and how quick."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from benchmarks.harness import Paired, Result, paired, seconds
from bot.asks.model import Lane
from bot.charter.model import Domain, Terms
from bot.charter.templates import TEMPLATES
from bot.triage.suggest import suggest_lane

REQUESTS: Final = Path(__file__).parent.parent / "tests" / "data" / "requests.csv"
UNSURE: Final = "mixed"
LABELS: Final = (*Lane, UNSURE)
PARTS: Final = ("tuning", "held-out")

Sorter: TypeAlias = Callable[[str, Terms], str]
Confusion: TypeAlias = Counter[tuple[str, str]]
"""How many requests of a label were sorted as what."""


@dataclass(frozen=True, slots=True)
class Size:
    rounds: int = 20
    """Times that all requests are sorted in one run."""
    runs: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    part: str
    label: str
    language: str
    text: str


def requests() -> tuple[Request, ...]:
    with REQUESTS.open(newline="", encoding="utf-8") as file:
        return tuple(Request(**row) for row in csv.DictReader(file))


def by_rules(text: str, terms: Terms) -> str:
    suggestion = suggest_lane(text, terms)
    return suggestion.pick if suggestion.is_sure else UNSURE


def by_substrings(text: str, terms: Terms) -> str:
    """The baseline: the lane with the most of its words anywhere in the text, in small letters."""
    read = text.casefold()
    lanes = {Lane.IT: terms.it_owns, Lane.DECISION: terms.keeps, Lane.IN_SCOPE: terms.teaches}
    found = {lane: _found(read, part) for lane, part in lanes.items()}
    best, second = sorted(found.values(), reverse=True)[:2]
    return max(found, key=lambda lane: found[lane]) if best > second else UNSURE


def confusion(sort: Sorter, asked: Sequence[Request], terms: Terms) -> Confusion:
    return Counter((one.label, sort(one.text, terms)) for one in asked)


def precision(counted: Confusion, label: str) -> float:
    """Of those sorted so, the share that was rightly; 0 if none was."""
    return _share(counted[label, label], sum(counted[other, label] for other in LABELS))


def recall(counted: Confusion, label: str) -> float:
    """Of those labelled so, the share that was found."""
    return _share(counted[label, label], sum(counted[label, other] for other in LABELS))


def measure(size: Size) -> Iterator[Result]:
    terms, asked = TEMPLATES["office"], requests()
    for part in PARTS:
        of_part = [one for one in asked if one.part == part]
        ours, theirs = (confusion(sort, of_part, terms) for sort in (by_rules, by_substrings))
        print(_table(part, "ours", ours), _table(part, "substrings", theirs), sep="\n")
        yield from _results(part, theirs, ours)
    quick = _speed(asked, terms, size)
    yield quick.named(
        "triage",
        "requests/s: sorted with a reason beside substrings only, 1 thread",
        note=f"{len(asked)} requests, {size.rounds} times over; words seen before are remembered",
    )


def _results(part: str, theirs: Confusion, ours: Confusion) -> Iterator[Result]:
    for name, of in (("precision", precision), ("recall", recall)):
        for label in LABELS:
            pair = Paired(of(theirs, label), of(ours, label), _share(of(ours, label), of(theirs, label)), 1)
            what = f"share: {name} of {label} on the {part} part beside substrings of the charter's words"
            yield pair.named(
                "triage", what, note=f"{sum(ours.values())} requests; mixed: the person is asked"
            )


def _speed(asked: Sequence[Request], terms: Terms, size: Size) -> Paired:
    def rate(sort: Sorter) -> float:
        took = seconds(lambda: [sort(one.text, terms) for _ in range(size.rounds) for one in asked])
        return size.rounds * len(asked) / took

    return paired(lambda: rate(by_substrings), lambda: rate(by_rules), runs=size.runs)


def _table(part: str, name: str, counted: Confusion) -> str:
    lines = [
        f"{part}, {name}: labelled (down), sorted as (across)",
        f"{'':10}" + "".join(f"{x:>10}" for x in LABELS),
    ]
    rows = (f"{label:10}" + "".join(f"{counted[label, x]:>10}" for x in LABELS) for label in LABELS)
    return "\n".join((*lines, *rows))


def _found(read: str, part: Sequence[Domain]) -> int:
    return sum(word.removeprefix("~").casefold() in read for domain in part for word in domain.words)


def _share(some: float, every: float) -> float:
    return some / every if every else 0.0

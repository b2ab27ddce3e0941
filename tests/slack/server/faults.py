"""Ways to misbehave: the next calls of a method, or a share of all calls."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Refuse:
    """Slack's own way to say no."""

    code: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class TooMany:
    retry_after: int | None = 1


@dataclass(frozen=True, slots=True)
class Status:
    """A page for people, with this status; 200 is what a proxy in between shows."""

    status: int
    content_type: str = "text/html"


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing comes for so long; then all is well."""

    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks before anything was done."""


@dataclass(frozen=True, slots=True)
class LoseAnswer:
    """It is done, and the connection breaks before anybody hears of it."""


Fault: TypeAlias = Refuse | TooMany | Status | Stall | Reset | LoseAnswer


class Faults:
    """What goes wrong next. What was planned comes before what comes by chance."""

    def __init__(self) -> None:
        self._planned: dict[tuple[str, str], deque[Fault]] = defaultdict(deque)
        self._share = 0.0
        self._kinds: Sequence[Fault] = ()
        self._random = random.Random(0)
        self.happened: list[tuple[str, Fault]] = []

    def plan(self, method: str, *faults: Fault, channel: str = "") -> None:
        """For the next calls of the method; with a channel, for the next of those that name it."""
        self._planned[method, channel].extend(faults)

    def by_chance(self, share: float, kinds: Sequence[Fault], seed: int) -> None:
        """A share of all calls, each of the kinds as often as the others."""
        self._share, self._kinds, self._random = share, kinds, random.Random(seed)

    def next(self, method: str, channel: str = "") -> Fault | None:
        planned = self._planned[method, channel] or self._planned[method, ""]
        fault = planned.popleft() if planned else self._chance()
        if fault is not None:
            self.happened.append((method, fault))
        return fault

    def _chance(self) -> Fault | None:
        return self._random.choice(self._kinds) if self._random.random() < self._share else None

"""Ways to misbehave: what the next calls of a kind meet."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Refuse:
    """Microsoft's own way to say no."""

    status: int
    code: str = ""
    subcode: str = ""
    retry_after: int | str | None = None


@dataclass(frozen=True, slots=True)
class Page:
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


@dataclass(frozen=True, slots=True)
class Halves:
    """It is done, and the answer comes in two parts."""


Fault: TypeAlias = Refuse | Page | Stall | Reset | LoseAnswer | Halves


class Faults:
    """What goes wrong next, by the kind of call."""

    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)
        self.happened: list[tuple[str, Fault]] = []

    def plan(self, kind: str, *faults: Fault) -> None:
        self._planned[kind].extend(faults)

    def next(self, kind: str) -> Fault | None:
        if not self._planned[kind]:
            return None
        fault = self._planned[kind].popleft()
        self.happened.append((kind, fault))
        return fault

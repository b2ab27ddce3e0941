"""The difference between two versions of a charter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from bot.charter.model import Domain, Terms, domains, parts

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Lines by name, in the order of the charter. A pair is (before, after)."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """To another part."""
    reworded: tuple[str, ...] = ()
    """The words by which requests are known differ; who signs reads the same."""
    ordered: bool = False
    """The lines are the same, in another order."""
    minutes: tuple[int, int] | None = None
    contacts: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    def __bool__(self) -> bool:
        return self != Difference()


def difference(before: Terms, after: Terms) -> Difference:
    old, new = _placed(before), _placed(after)
    stayed = [name for name in new if name in old]
    moved = tuple(name for name in stayed if old[name][0] != new[name][0])
    return Difference(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        moved=moved,
        reworded=tuple(name for name in stayed if old[name][1].words != new[name][1].words),
        ordered=not moved and stayed != [name for name in old if name in new],
        minutes=_pair(before.weekly_minutes, after.weekly_minutes),
        contacts=_pair(before.contacts, after.contacts),
    )


def wordless(terms: Terms) -> tuple[str, ...]:
    """Lines that no request can be recognised by."""
    return tuple(one.name for one in domains(terms) if not one.words)


def _placed(terms: Terms) -> dict[str, tuple[str, Domain]]:
    return {one.name: (part, one) for part, lines in parts(terms) for one in lines}


def _pair(before: T, after: T) -> tuple[T, T] | None:
    return None if before == after else (before, after)

"""The one door for time: everything that is due is done, each item in a transaction of its own.

Any number of replicas may tick at once. An item that fails is quarantined for a while and reported, and a kind of
item that cannot even be looked for is reported; everything else goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from bot.feature import DueWork
from bot.features import FEATURES
from bot.ports import UnitOfWork, Work
from bot.registry import Registry

BATCH = 500
"""Due items read at a time."""
_MOST_BATCHES = 400

Quarantined: TypeAlias = Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that failed: its kind, its id, and the error; never a person's words.

    `item` is "" where looking for what is due failed.
    """

    kind: str
    item: str
    error: BaseException


@dataclass(slots=True)
class Ticked:
    """The outcome of a tick: how many items were done, by kind, and the failures."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)


def tick(now: datetime, work: Work, features: Registry = FEATURES) -> Ticked:
    """Does all that is due at `now`; doing it again does nothing more. With nothing due it costs one transaction."""
    run = _Tick(now, work)
    run.do_all(features.due)
    return run.ticked


class _Tick:
    def __init__(self, now: datetime, work: Work) -> None:
        self._now = now
        self._work = work
        self.ticked = Ticked()

    def do_all(self, kinds: Sequence[DueWork[Any]]) -> None:
        due, quarantined = self._look(kinds)
        for kind in kinds:
            # What an earlier kind did may have made more due.
            is_stale = self.ticked.done or self.ticked.failed
            found = None if is_stale else due.get(kind.kind)
            self._do_kind(kind, found, quarantined[kind.kind])

    def _look(
        self, kinds: Sequence[DueWork[Any]]
    ) -> tuple[Mapping[str, list[str]], Mapping[str, Quarantined]]:
        """The due items and the quarantined ones, by kind; no due items if one kind breaks the search.

        Raises if the database cannot be read at all.
        """
        try:
            return self._work(lambda unit: (self._find_all(unit, kinds), _quarantined(unit, kinds)))
        except Exception:  # noqa: BLE001 - each kind is then looked for alone, and the one that breaks is reported
            return {}, self._work(lambda unit: _quarantined(unit, kinds))

    def _find_all(self, unit: UnitOfWork, kinds: Sequence[DueWork[Any]]) -> Mapping[str, list[str]]:
        return {kind.kind: list(kind.find(unit, self._now, BATCH)) for kind in kinds}

    def _do_kind(self, kind: DueWork[Any], found: list[str] | None, quarantined: Quarantined) -> None:
        """Batch after batch until nothing due is left that was not tried in this tick."""
        tried = {item for item, retry_at in quarantined.items() if retry_at > self._now}
        for _ in range(_MOST_BATCHES):
            due = self._find(kind) if found is None else found
            found = None
            fresh = [item for item in due if item not in tried]
            for item in fresh:
                tried.add(item)
                self._do(kind, item, was_quarantined=item in quarantined)
            if not fresh:
                return

    def _find(self, kind: DueWork[Any]) -> list[str]:
        try:
            return self._work(lambda unit: list(kind.find(unit, self._now, BATCH)))
        except Exception as error:  # noqa: BLE001 - one kind's defect must not stop the others; it is reported
            self.ticked.failed.append(Failure(kind.kind, "", error))
            return []

    def _do(self, kind: DueWork[Any], item: str, *, was_quarantined: bool) -> None:
        try:
            self._work(lambda unit: kind.do(unit, item, self._now))
        except Exception as error:  # noqa: BLE001 - one item's defect must not stop the others; it is reported
            name = type(error).__name__
            self.ticked.failed.append(Failure(kind.kind, item, error))
            self._work(lambda unit: unit.failed_items.quarantine(kind.kind, item, name, self._now))
            return
        self.ticked.done[kind.kind] = self.ticked.done.get(kind.kind, 0) + 1
        if was_quarantined:
            self._work(lambda unit: unit.failed_items.clear(kind.kind, item))


def _quarantined(unit: UnitOfWork, kinds: Sequence[DueWork[Any]]) -> Mapping[str, Quarantined]:
    return {kind.kind: unit.failed_items.quarantined(kind.kind) for kind in kinds}

"""The one door for time: everything that is due is done, each item in a transaction of its own.

Any number of replicas may tick at once. An item that fails is parked for a while and reported; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.checkins import ticks as checkins
from bot.checkins.closing import close_round
from bot.people.ticks import end_pause
from bot.ports import UnitOfWork, Work
from bot.privacy.ticks import post_head

BATCH = 500
"""Due items read at a time."""
_MOST_BATCHES = 400
_LATEST_DAY = timedelta(hours=14)
"""It is tomorrow first at UTC+14: rounds are planned from there on."""

KINDS = ("round.close", "pause.end", "round.open", "check_in.send", "check_in.remind")

T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that was parked: its kind, its id, and the error. Never a person's words."""

    kind: str
    item: str
    error: BaseException


@dataclass(slots=True)
class Ticked:
    """What a tick did, by kind, and what it could not do."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[Failure] = field(default_factory=list)


def tick(now: datetime, work: Work) -> Ticked:
    """Does all that is due at `now`; doing it again does nothing more."""
    ticked = Ticked()
    today = (now + _LATEST_DAY).date()
    parked = work(lambda unit: {kind: unit.parked.parked(kind) for kind in KINDS})

    def each(
        kind: str, find: Callable[[UnitOfWork], Iterable[T]], do: Callable[[UnitOfWork, T], None]
    ) -> None:
        _each(work, ticked, now, parked[kind], kind, find, do)

    each("round.close", lambda u: u.checkins.due_to_close(now, BATCH), lambda u, i: close_round(u, i, now))
    each("pause.end", lambda u: u.people.due_back(now), lambda u, i: end_pause(u, i, now))
    each(
        "round.open",
        lambda u: u.programme.due_rounds(today),
        lambda u, i: checkins.open_due_round(u, i, now, today),
    )
    each("check_in.send", lambda u: u.checkins.due_to_send(now, BATCH), lambda u, i: checkins.send(u, i, now))
    each(
        "check_in.remind",
        lambda u: u.checkins.due_to_remind(now, BATCH),
        lambda u, i: checkins.remind(u, i, now),
    )
    work(lambda unit: post_head(unit, now))
    return ticked


def _each(
    work: Work,
    ticked: Ticked,
    now: datetime,
    parked: Mapping[str, datetime],
    kind: str,
    find: Callable[[UnitOfWork], Iterable[T]],
    do: Callable[[UnitOfWork, T], None],
) -> None:
    """Batch after batch until nothing due is left that was not tried in this tick."""
    tried = {item for item, retry_at in parked.items() if retry_at > now}
    for _ in range(_MOST_BATCHES):
        due = [item for item in work(lambda unit: tuple(find(unit))) if item not in tried]
        if not due:
            return
        for item in due:
            tried.add(item)
            _one(work, ticked, now, kind, item, do, was_parked=item in parked)


def _one(
    work: Work,
    ticked: Ticked,
    now: datetime,
    kind: str,
    item: T,
    do: Callable[[UnitOfWork, T], None],
    *,
    was_parked: bool,
) -> None:
    try:
        work(lambda unit: do(unit, item))
    except Exception as error:  # noqa: BLE001 - one item's defect must not stop the rest; it is parked and reported
        name = type(error).__name__
        ticked.failed.append(Failure(kind, item, error))
        work(lambda unit: unit.parked.park(kind, item, name, now))
        return
    ticked.done[kind] = ticked.done.get(kind, 0) + 1
    if was_parked:
        work(lambda unit: unit.parked.free(kind, item))

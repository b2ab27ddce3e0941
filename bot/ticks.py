"""The one door for time: everything that is due is done, each item in a transaction of its own.

Any number of replicas may tick at once. An item that fails is parked for a while and reported; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from bot.asks import agenda
from bot.checkins import ticks as checkins
from bot.checkins.closing import close_round
from bot.flags.ticks import overdue
from bot.people.ticks import end_pause
from bot.ports import UnitOfWork, Work
from bot.privacy.ticks import post_head
from bot.reviews import turns as reviews
from bot.tickets.turns import drop_stale

BATCH = 500
"""Due items read at a time."""
_MOST_BATCHES = 400
_LATEST_DAY = timedelta(hours=14)
"""It is tomorrow first at UTC+14: rounds are planned from there on."""

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


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One kind of thing that falls due: how to find the items, and what to do with one."""

    kind: str
    find: Callable[[UnitOfWork], Iterable[T]]
    do: Callable[[UnitOfWork, T], None]


def tick(now: datetime, work: Work) -> Ticked:
    """Does all that is due at `now`; doing it again does nothing more. With nothing due it costs two transactions."""
    ticked, steps = Ticked(), _steps(now)
    due, parked = work(lambda unit: _look(unit, steps))
    for step in steps:
        # What an earlier step did may have made more due.
        found = None if ticked.done or ticked.failed else due[step.kind]
        _each(work, ticked, now, step, found, parked[step.kind])
    work(lambda unit: post_head(unit, now))
    return ticked


def _steps(now: datetime) -> tuple[Step[Any], ...]:
    today = (now + _LATEST_DAY).date()
    return (
        Step(
            "round.close", lambda u: u.checkins.due_to_close(now, BATCH), lambda u, i: close_round(u, i, now)
        ),
        Step("pause.end", lambda u: u.people.due_back(now), lambda u, i: end_pause(u, i, now)),
        Step(
            "round.open",
            lambda u: u.programme.due_rounds(today),
            lambda u, i: checkins.open_due_round(u, i, now, today),
        ),
        Step(
            "check_in.send",
            lambda u: u.checkins.due_to_send(now, BATCH),
            lambda u, i: checkins.send(u, i, now),
        ),
        Step(
            "check_in.remind",
            lambda u: u.checkins.due_to_remind(now, BATCH),
            lambda u, i: checkins.remind(u, i, now),
        ),
        Step("flag.overdue", lambda u: u.flags.overdue(now, BATCH), lambda u, i: overdue(u, i, now)),
        Step(
            "charter.review",
            lambda u: reviews.due_reviews(u, now),
            lambda u, i: reviews.send_review(u, i, now),
        ),
        Step(
            "charter.review_close",
            lambda u: reviews.due_closes(u, now),
            lambda u, i: reviews.close_review(u, i, now),
        ),
        Step(
            "ask.digest",
            lambda u: u.asks.due_digests(now, BATCH),
            lambda u, i: agenda.tell(u, i, now),
        ),
        Step(
            "ask.forget_draft",
            lambda u: u.asks.stale_drafts(now - agenda.DRAFTS_KEPT, BATCH),
            agenda.forget,
        ),
        Step(
            "ticket.drop_draft",
            lambda u: u.tickets.stale_drafts(now, BATCH),
            lambda u, i: drop_stale(u, i, now),
        ),
    )


def _look(
    unit: UnitOfWork, steps: Iterable[Step[Any]]
) -> tuple[dict[str, list[str]], dict[str, Mapping[str, datetime]]]:
    """What is due, and what is parked, by kind."""
    due = {step.kind: list(step.find(unit)) for step in steps}
    return due, {step.kind: unit.failed_items.quarantined(step.kind) for step in steps}


def _each(
    work: Work,
    ticked: Ticked,
    now: datetime,
    step: Step[Any],
    found: list[str] | None,
    parked: Mapping[str, datetime],
) -> None:
    """Batch after batch until nothing due is left that was not tried in this tick."""
    tried = {item for item, retry_at in parked.items() if retry_at > now}
    for _ in range(_MOST_BATCHES):
        due = found if found is not None else work(lambda unit: list(step.find(unit)))
        found = None
        fresh = [item for item in due if item not in tried]
        for item in fresh:
            tried.add(item)
            _one(work, ticked, now, step, item, was_parked=item in parked)
        if not fresh:
            return


def _one(work: Work, ticked: Ticked, now: datetime, step: Step[Any], item: str, *, was_parked: bool) -> None:
    try:
        work(lambda unit: step.do(unit, item))
    except Exception as error:  # noqa: BLE001 - one item's defect must not stop the rest; it is parked and reported
        name = type(error).__name__
        ticked.failed.append(Failure(step.kind, item, error))
        work(lambda unit: unit.failed_items.quarantine(step.kind, item, name, now))
        return
    ticked.done[step.kind] = ticked.done.get(step.kind, 0) + 1
    if was_parked:
        work(lambda unit: unit.failed_items.clear(step.kind, item))

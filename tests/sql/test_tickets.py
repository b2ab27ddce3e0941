"""The store of tickets and desk jobs, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.sql.unit_of_work import Transactions
from bot.ids import TicketId
from bot.ports import UnitOfWork
from bot.tickets.model import DeskJob, DeskJobKind, Ticket, TicketState
from tests.sql.samples import NOW, SPRING, cohort

LATER = NOW + timedelta(minutes=2)
LONG_AFTER = NOW + timedelta(days=9)


def ticket(name: str, **known: Any) -> Ticket:
    plain = Ticket(
        id=TicketId(name),
        cohort=SPRING,
        flag=None,
        ask=None,
        reference=f"F-{name.upper()}",
        state=TicketState.OPEN,
        desk="jira",
        desk_reference=f"IT-{name}",
        created_at=NOW,
        changed_at=NOW,
        sealed=b"sealed",
    )
    return replace(plain, **known)


def errand(name: str, **known: Any) -> DeskJob:
    plain = DeskJob(ticket=TicketId(name), kind=DeskJobKind.CREATE, number=1, attempts=0, next_at=NOW)
    return replace(plain, **known)


@pytest.fixture
def spring(work: Transactions) -> Transactions:
    work(lambda u: u.programme.add(cohort()))
    return work


def keeps(work: Transactions, *facts: Ticket | DeskJob) -> None:
    def keep(unit: UnitOfWork) -> None:
        for fact in facts:
            if isinstance(fact, Ticket):
                unit.tickets.keep(fact)
            else:
                unit.tickets.keep_job(fact)

    work(keep)


def test_a_ticket_comes_back_as_it_was_kept(spring: Transactions) -> None:
    kept = ticket("one", said_at=LATER, look_at=LATER, url="https://it.example.com", reopened=2)
    keeps(spring, kept)
    assert spring(lambda u: u.tickets.ticket(kept.id, lock=True)) == kept
    assert spring(lambda u: u.tickets.at_desk("IT-one")) == kept.id
    assert spring(lambda u: u.tickets.at_desk("")) is None
    assert spring(lambda u: u.tickets.ticket(TicketId("two"))) is None


def test_the_queue_is_what_is_not_done_oldest_first(spring: Transactions) -> None:
    for name, state, age in (("a", "open", 1), ("b", "waiting", 2), ("c", "done", 3), ("d", "queued", 4)):
        kept = ticket(name, state=TicketState(state), created_at=NOW - timedelta(days=age))
        keeps(spring, kept)
    assert [one.id for one in spring(lambda u: u.tickets.queue([SPRING]))] == ["b", "a"]
    assert spring(lambda u: u.tickets.queue([])) == ()


def test_a_claimed_errand_is_nobody_elses_and_counts_as_tried(spring: Transactions) -> None:
    keeps(spring, ticket("one"), errand("one"))
    claimed = spring(lambda u: u.tickets.claim_jobs(NOW, until=LATER, limit=9))
    assert claimed == (errand("one"),)
    assert spring(lambda u: u.tickets.claim_jobs(NOW, until=LATER, limit=9)) == ()
    again = spring(lambda u: u.tickets.claim_jobs(LATER, until=LATER, limit=9))
    assert [one.attempts for one in again] == [1]
    spring(lambda u: u.tickets.drop_job(errand("one")))
    assert spring(lambda u: u.tickets.claim_jobs(LONG_AFTER, until=LONG_AFTER, limit=9)) == ()


def test_two_who_claim_at_once_share_the_errands(spring: Transactions) -> None:
    names = [f"t{n}" for n in range(20)]
    keeps(spring, *map(ticket, names), *map(errand, names))

    def claims(_: int) -> list[str]:
        return [one.ticket for one in spring(lambda u: u.tickets.claim_jobs(NOW, until=LATER, limit=4))]

    with ThreadPoolExecutor(4) as pool:
        claimed = [name for some in pool.map(claims, range(12)) for name in some]
    assert sorted(claimed) == sorted(names)


def test_what_was_put_off_far_is_due_again_and_what_is_claimed_is_not(spring: Transactions) -> None:
    keeps(spring, *map(ticket, "ab"))
    spring(
        lambda u: u.tickets.keep_job(errand("a", attempts=5, next_at=NOW + timedelta(hours=2), why="away"))
    )
    spring(lambda u: u.tickets.keep_job(errand("b", attempts=1, next_at=LATER)))
    spring(lambda u: u.tickets.hurry_jobs(NOW, beyond=LATER))
    due = spring(lambda u: u.tickets.claim_jobs(NOW, until=LATER, limit=9))
    assert [(one.ticket, one.why) for one in due] == [("a", "away")]


def test_looks_are_claimed_by_the_desk_that_has_the_ticket(spring: Transactions) -> None:
    kept = (
        ticket("due", look_at=NOW),
        ticket("later", look_at=LATER),
        ticket("other", look_at=NOW, desk="servicenow"),
        ticket("draft", look_at=NOW, state=TicketState.DRAFT, desk=""),
    )
    keeps(spring, *kept)

    def claim(unit: UnitOfWork) -> tuple[TicketId, ...]:
        return unit.tickets.claim_polls("jira", NOW, until=LATER, limit=9)

    assert spring(claim) == ("due",)
    assert spring(claim) == ()
    assert spring(lambda u: u.tickets.stale_drafts(NOW, 9)) == ("draft",)


def test_a_dropped_ticket_takes_its_errands_along(spring: Transactions) -> None:
    keeps(spring, ticket("one"), errand("one"))
    spring(lambda u: u.tickets.drop(TicketId("one")))
    assert spring(lambda u: u.tickets.claim_jobs(LONG_AFTER, until=LONG_AFTER, limit=9)) == ()


def test_a_call_of_the_desks_is_taken_once_and_forgotten_later(spring: Transactions) -> None:
    assert spring(lambda u: u.tickets.take_call("f" * 64, NOW))
    assert not spring(lambda u: u.tickets.take_call("f" * 64, LATER))
    spring(lambda u: u.tickets.forget_calls(LATER))
    assert spring(lambda u: u.tickets.take_call("f" * 64, LATER))

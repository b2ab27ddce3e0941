"""Two at once, on real threads: people who press together, a close among answers, replicas that tick together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from sqlalchemy import select

from adapters.sql.engine import make_engine
from adapters.sql.tables import answer, check_in, delivery
from adapters.sql.unit_of_work import Transactions
from bot.asks import ticks as asks
from bot.conversation import handle
from bot.ids import CheckInId, PairingId
from bot.outbox import DeliveryState
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose
from bot.ticks import tick
from bot.turn import Event, Reply, Show
from tests.guarantees.play import CHOICES, UNTIL_CLOSED, UNTIL_FIRST_CARD, Play, press, submission, submits
from tests.stories.world import COHORT, STAFF, pair

T = TypeVar("T")


@pytest.fixture
def asked(play: Play) -> dict[str, CheckInId]:
    """The check-ins of five pairs, sent and open."""
    play.pairs_up(5)
    play.leaps(UNTIL_FIRST_CARD)
    return dict(play.check_ins())


def at_once(*acts: Callable[[], T]) -> list[T]:
    """All of them, each in a thread of its own, begun together."""
    start = Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(begin, acts))


def turns(play: Play, events: Sequence[Event]) -> list[Callable[[], Reply]]:
    return [partial(handle, event, play.work, play.clock.now()) for event in events]


def reads(play: Play, reply: Reply) -> str:
    assert isinstance(reply, Show), reply
    return play.edge.reads(reply.message)


@contextmanager
def replica(play: Play, url: str) -> Iterator[Transactions]:
    """Another process's way in: its own connections and its own memory of keys."""
    engine = make_engine(url)
    yield Transactions(engine, play.ring, play.clock)
    engine.dispose()


def test_two_people_at_once_are_both_kept(play: Play, asked: dict[str, CheckInId]) -> None:
    names = [f"{side}{n}" for side in "me" for n in range(4)]
    events = [submission(play, name, asked[name], **(CHOICES | {"unsure": "some"})) for name in names]
    assert all("All answered" in reads(play, reply) for reply in at_once(*turns(play, events)))
    for name in names:
        assert play.draft(asked[name]).answer("unsure").choice == "some"


def test_the_same_event_twice_at_once_writes_once(play: Play, asked: dict[str, CheckInId]) -> None:
    event = submission(play, "m0", asked["m0"], **CHOICES)
    before = play.count("delivery")
    first, second = at_once(*turns(play, [event, event]))
    assert reads(play, first) == reads(play, second)
    assert play.count("delivery") == before + 1
    assert play.draft(asked["m0"]).answer("changed").choice == CHOICES["changed"]


def test_one_person_twice_at_once_is_one_after_the_other(play: Play, asked: dict[str, CheckInId]) -> None:
    """Each form is kept whole: nothing of the one is mixed into the other."""
    whole = [dict.fromkeys(("changed", "reused"), "") | {"support": s, "unsure": u} for s, u in _MIXABLE]
    at_once(*turns(play, [submission(play, "m0", asked["m0"], **values) for values in whole]))
    kept = play.draft(asked["m0"])
    assert (kept.answer("support").choice, kept.answer("unsure").choice) in _MIXABLE


_MIXABLE = (("time", "clear"), ("examples", "some"), ("tools", "unclear"), ("peers", "clear"))


def test_different_questions_pressed_at_once_are_all_kept(play: Play, asked: dict[str, CheckInId]) -> None:
    """Each press rewrites the whole draft; none may undo another."""
    presses = [
        press(play, "m0", "checkins.choose", check_in=asked["m0"], question=question, option=option)
        for question, option in CHOICES.items()
    ]
    at_once(*turns(play, presses))
    kept = play.draft(asked["m0"])
    assert {question: kept.answer(question).choice for question in CHOICES} == CHOICES


def test_both_sides_sign_at_once_and_the_first_hears_of_the_second(play: Play) -> None:
    pairs = [(f"m{n}", f"e{n}") for n in range(6)]
    play.begins(*STAFF, *(row for mentor, executive in pairs for row in pair(mentor, executive)))
    for both in pairs:
        at_once(*turns(play, [play.signature(name) for name in both]))
    play.drains()
    told = ["\n".join(play[name].all for name in both).count("has signed too") for both in pairs]
    assert told == [1] * len(pairs)


def test_a_digest_told_while_a_request_is_taken_off_does_not_put_it_back(play: Play) -> None:
    play.pairs_up(1)
    play["e0"].types("/ask Help me write better prompts")
    play["e0"].presses("Put it on our agenda")
    play.clock.advance(timedelta(days=7))
    ask = play.work(lambda unit: unit.asks.agenda(_pairing(unit))[0].id)
    done = press(play, "e0", "asks.done", ask=ask)
    at_once(
        *turns(play, [done]),
        lambda: play.work(lambda unit: asks.tell(unit, _pairing(unit), play.clock.now())),
    )
    assert play.work(lambda unit: unit.asks.agenda(_pairing(unit))) == ()


def test_a_close_among_answers_counts_or_refuses_each(
    play: Play, asked: dict[str, CheckInId], migrated_url: str
) -> None:
    mentors = [f"m{n}" for n in range(5)]
    for name in mentors:  # enough for cells, whatever the race brings
        submits(play, name, asked[name], **CHOICES)
    play.clock.advance(UNTIL_CLOSED)
    changes = [submission(play, n, asked[n], **(CHOICES | {"changed": "tried"})) for n in mentors]
    now = play.clock.now()
    replies: list[Reply] = []

    def answers(event: Event) -> None:
        replies.append(handle(event, play.work, now))

    with replica(play, migrated_url) as other:
        at_once(partial(_ticks, other, now), *(partial(answers, event) for event in changes))
    said = [reads(play, reply) for reply in replies]
    refused = sum("has closed" in one for one in said)
    counted = sum("All answered" in one for one in said)
    assert refused + counted == len(mentors)
    chosen = _chosen(play, "mentor", "changed")
    assert chosen["tried"] == counted
    assert play.count("draft") == 0


def test_two_replicas_tick_at_once_and_ask_once(play: Play, migrated_url: str) -> None:
    names = play.pairs_up(6)
    play.clock.advance(UNTIL_FIRST_CARD)
    with replica(play, migrated_url) as one, replica(play, migrated_url) as other:
        for _ in range(2):
            now = play.clock.now()
            at_once(*(partial(_ticks, work, now) for work in (one, other, play.work)))
            play.clock.advance(timedelta(days=4))
    with play.engine.begin() as connection:
        cards = connection.execute(
            select(delivery.c.card).where(delivery.c.card.like("check-in:%"), ~delivery.c.redraws)
        ).scalars()
        each = Counter(cards)
        reminders = connection.execute(select(check_in.c.reminders)).scalars().all()
    assert len(each) == len(names)
    assert set(each.values()) == {2}, "the card and one reminder"
    assert set(reminders) == {1}
    play.drains()
    assert _states(play) == {DeliveryState.DELIVERED}
    assert all(play[name].all.count("I won't remind you again") == 1 for name in names)


def test_two_replicas_close_at_once_and_release_once(
    play: Play, asked: dict[str, CheckInId], migrated_url: str
) -> None:
    for name, id_ in asked.items():
        submits(play, name, id_, **CHOICES)
    play.clock.advance(UNTIL_CLOSED)
    now = play.clock.now()
    with replica(play, migrated_url) as other:
        at_once(*(partial(_ticks, work, now) for work in (other, play.work)))
    cohort = play.work(lambda unit: unit.programme.named(COHORT))
    assert cohort
    (release,) = play.work(lambda unit: unit.reports.releases(cohort.id))
    assert [(part.invited, part.answered) for part in release.shown.participation] == [(5, 5), (5, 5)]
    assert _chosen(play, "mentor", "changed") == {CHOICES["changed"]: 5}


def test_events_repeated_and_out_of_order_leave_the_last_that_was_accepted(
    play: Play, asked: dict[str, CheckInId]
) -> None:
    """Platforms repeat: an old event that comes again, at once with others or late, undoes nothing."""
    options = ("nothing_yet", "tried", "habit", "workflow")
    events = [submission(play, "m0", asked["m0"], **(CHOICES | {"changed": one})) for one in options]
    for event in events:
        handle(event, play.work, play.clock.now())
    at_once(*turns(play, [*reversed(events), *events]))
    assert play.draft(asked["m0"]).answer("changed").choice == "workflow"


def _pairing(unit: UnitOfWork) -> PairingId:
    return unit.programme.pairings(unit.programme.cohorts()[0].id)[0].id


def _ticks(work: Transactions, now: datetime) -> None:
    assert tick(now, work).failed == []


def _chosen(play: Play, role: str, question: str) -> Counter[str]:
    vault = play.vault()
    wanted = select(answer).where(answer.c.role == role, answer.c.question == question)
    with play.engine.begin() as connection:
        rows = connection.execute(wanted).all()
    bindings = [(row.round, row.role, row.question, row.id) for row in rows]
    return Counter(
        vault.open(Purpose.ANSWER, binding, row.sealed).decode()
        for binding, row in zip(bindings, rows, strict=True)
    )


def _states(play: Play) -> set[str]:
    with play.engine.begin() as connection:
        return set(connection.execute(select(delivery.c.state)).scalars())

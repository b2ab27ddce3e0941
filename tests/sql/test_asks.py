"""The stores of asks and triage counts, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.asks.model import Ask, AskState, Lane
from bot.ids import AskId, PairingId
from bot.ports import UnitOfWork
from tests.sql.samples import DAY, NOW, SPRING, begin, pairing

PAIR = pairing("m0", "e0")


@pytest.fixture
def spring(unit: UnitOfWork) -> UnitOfWork:
    begin(unit, 0, 1)
    return unit


def _asked(name: str, pair: PairingId = PAIR.id, **known: object) -> Ask:
    draft = Ask(
        id=AskId(name),
        cohort=SPRING,
        pairing=pair,
        suggested=Lane.IT,
        lane=Lane.IT,
        state=AskState.DRAFT,
        asked_at=NOW,
        sealed=b"sealed",
    )
    return replace(draft, **known)  # type: ignore[arg-type]  # the test names what it cares about


def test_an_ask_is_kept_and_replaced(spring: UnitOfWork) -> None:
    assert spring.asks.ask(AskId("one")) is None
    spring.asks.keep(_asked("one"))
    assert spring.asks.ask(AskId("one"), lock=True) == _asked("one")
    changed = _asked(
        "one", state=AskState.AGENDA, lane=Lane.IN_SCOPE, tell_at=NOW, told_at=NOW + DAY, sealed=b""
    )
    spring.asks.keep(changed)
    assert spring.asks.ask(AskId("one")) == changed


def test_the_agenda_is_a_pairs_own_oldest_first(spring: UnitOfWork) -> None:
    later, earlier = (
        _asked(name, state=AskState.AGENDA, asked_at=NOW + days * DAY)
        for name, days in (("late", 2), ("early", 1))
    )
    other = _asked("other", pairing("m1", "e1").id, state=AskState.AGENDA)
    for one in (later, earlier, other, _asked("draft"), _asked("done", state=AskState.DONE)):
        spring.asks.keep(one)
    assert spring.asks.agenda(PAIR.id) == (earlier, later)


def test_a_digest_is_due_once_a_pair_from_its_moment_until_it_is_told(spring: UnitOfWork) -> None:
    waiting = [_asked(name, state=AskState.AGENDA, tell_at=NOW) for name in ("one", "two")]
    for one in (*waiting, _asked("done", pairing("m1", "e1").id, state=AskState.DONE, tell_at=NOW)):
        spring.asks.keep(one)
    assert spring.asks.due_digests(NOW - DAY, 9) == ()
    assert spring.asks.due_digests(NOW, 9) == (PAIR.id,)
    for one in waiting:
        spring.asks.keep(replace(one, told_at=NOW))
    assert spring.asks.due_digests(NOW + DAY, 9) == ()


def test_only_drafts_go_stale_oldest_first_and_no_more_than_asked_for(spring: UnitOfWork) -> None:
    for name, days in (("new", 3), ("second", 1), ("first", 0)):
        spring.asks.keep(_asked(name, asked_at=NOW + days * DAY))
    spring.asks.keep(_asked("sent", state=AskState.DESK))
    assert spring.asks.stale_drafts(NOW + 2 * DAY, 9) == ("first", "second")
    assert spring.asks.stale_drafts(NOW + 2 * DAY, 1) == ("first",)


def test_tallies_count_each_way_a_suggestion_went(spring: UnitOfWork) -> None:
    assert spring.asks.tallies(SPRING) == {}
    for chosen in (Lane.IT, Lane.IN_SCOPE, Lane.IN_SCOPE):
        spring.asks.tally(SPRING, suggested=Lane.IT, chosen=chosen)
    assert spring.asks.tallies(SPRING) == {(Lane.IT, Lane.IT): 1, (Lane.IT, Lane.IN_SCOPE): 2}

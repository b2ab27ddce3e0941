"""An item that fails is parked, reported and tried again; nothing else waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from adapters.sql.tables import check_in, person
from adapters.sql.tables import parked as set_aside
from bot.ids import CheckInId
from bot.ticks import Ticked, tick
from tests.stories.world import World

KIND = "check_in.send"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def due(world: World) -> World:
    """All four check-ins are due now; the one of m0 cannot be sent, since no such zone is known."""
    world.passes(days=6)
    with world.engine.begin() as connection:
        planned = connection.scalar(select(func.max(check_in.c.send_at)))
    assert planned
    world.clock.advance(planned - world.clock.now())
    lives_in(world, "Atlantis/Poseidonis")
    return world


def lives_in(world: World, zone: str) -> None:
    with world.engine.begin() as connection:
        connection.execute(update(person).where(person.c.email == "m0@example.com").values(zone=zone))


def ticks(world: World, after: timedelta = timedelta()) -> Ticked:
    return tick(world.clock.advance(after), world.work)


def parked(world: World) -> Mapping[str, datetime]:
    """When each item is tried again."""
    with world.engine.begin() as connection:
        return {row.item: row.retry_at for row in connection.execute(select(set_aside))}


def sent(world: World, name: str) -> bool:
    with world.engine.begin() as connection:
        query = select(check_in.c.sent_at).join(person, person.c.id == check_in.c.person)
        return connection.scalar(query.where(person.c.email == f"{name}@example.com")) is not None


def theirs(world: World) -> CheckInId:
    with world.engine.begin() as connection:
        query = select(check_in.c.id).join(person, person.c.id == check_in.c.person)
        return CheckInId(connection.scalars(query.where(person.c.email == "m0@example.com")).one())


def test_one_that_fails_is_reported_and_stops_no_other(due: World) -> None:
    ticked = ticks(due)
    [failure] = ticked.failed
    assert (failure.kind, failure.item) == (KIND, theirs(due))
    assert "Atlantis" in str(failure.error)
    assert ticked.done == {KIND: 3}
    assert [sent(due, name) for name in ("m0", "e0", "m1", "e1")] == [False, True, True, True]
    assert parked(due) == {theirs(due): due.clock.now() + MINUTE}


def test_a_parked_item_waits_longer_after_each_failure(due: World) -> None:
    ticks(due)
    assert ticks(due, MINUTE - timedelta(seconds=1)) == Ticked()
    assert [failure.item for failure in ticks(due, timedelta(seconds=1)).failed] == [theirs(due)]
    assert parked(due) == {theirs(due): due.clock.now() + 5 * MINUTE}
    assert ticks(due, 5 * MINUTE - timedelta(seconds=1)) == Ticked()


def test_once_it_is_done_it_is_free_and_its_next_failure_is_its_first(due: World) -> None:
    ticks(due)
    ticks(due, MINUTE)
    lives_in(due, "Europe/London")
    assert ticks(due, 5 * MINUTE) == Ticked(done={KIND: 1})
    assert sent(due, "m0")
    assert parked(due) == {}


def test_what_never_failed_is_not_freed(due: World) -> None:
    """Another item of the kind may be parked."""
    ticks(due)
    before = parked(due)
    assert ticks(due) == Ticked()
    assert parked(due) == before != {}

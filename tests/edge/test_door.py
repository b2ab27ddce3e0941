"""The door to the core: a turn that breaks keeps nothing, answers politely, and leaves a form with its person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NoReturn, TypeVar

import pytest

from adapters.clock import SimulatedClock
from adapters.door import Door, TurnFailed
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.ports import UnitOfWork
from bot.surface import Action
from bot.turn import Act, Address, Called, Event, Show, Submitted

T = TypeVar("T")
WHO = Address(platform=Platform.BROWSER, workspace="", user="mia@example.com")


def broken_work(_do: Callable[[UnitOfWork], T], /) -> NoReturn:
    raise RuntimeError("the database is on fire")


@pytest.fixture
def door() -> Iterator[Door]:
    clock = SimulatedClock(datetime(2026, 1, 5, tzinfo=UTC))
    opened = Door(work=broken_work, clock=clock, threads=1, handled=lambda: None)
    yield opened
    opened.close()


def event(act: Act) -> Event:
    return Event(key=EventKey("key"), who=WHO, act=act)


async def test_a_broken_turn_is_answered_with_a_reference(door: Door) -> None:
    reply = await door(event(Called("check-in")))
    assert isinstance(reply, Show)
    assert "nothing was changed" in str(reply.message)
    assert "on fire" not in str(reply.message)


async def test_a_form_whose_turn_broke_is_not_taken(door: Door) -> None:
    with pytest.raises(TurnFailed):
        await door(event(Submitted(Action("checkins.save"), "form", {})))

"""A form whose turn fails stays open with its values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn, TypeVar

import pytest

from adapters.runtime.clock import SimulatedClock
from adapters.runtime.turn_runner import TurnRunner
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.ports import UnitOfWork
from bot.surface import Action
from bot.turn import Event, Submitted, TurnFailed

T = TypeVar("T")


def broken_work(_do: Callable[[UnitOfWork], T], /) -> NoReturn:
    raise RuntimeError("the database is on fire")


async def test_a_form_whose_turn_broke_is_not_taken() -> None:
    clock = SimulatedClock(datetime(2026, 1, 5, tzinfo=UTC))
    turn_runner = TurnRunner(work=broken_work, clock=clock, threads=1, handled=lambda: None)
    who = Address(platform=Platform.BROWSER, workspace="", user="mia@example.com")
    with pytest.raises(TurnFailed):
        await turn_runner(
            Event(key=EventKey("key"), who=who, act=Submitted(Action("checkins.save"), "form", {}))
        )
    turn_runner.close()

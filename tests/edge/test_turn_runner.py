from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from adapters.configuration.logs import set_up_logs
from adapters.runtime.turn_runner import TurnRunner
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.ports import UnitOfWork
from bot.turn import Called, Event, Said, Show
from tests.edge.house import House, open_house

T = TypeVar("T")
ADA = Address(platform=Platform.BROWSER, workspace="", user="ada")


@pytest.fixture
def house(tmp_path: Path, empty_database: Path) -> Iterator[House]:
    with open_house(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'upmentor.db')}") as house:
        yield house


async def test_a_turn_is_answered_and_announced(house: House) -> None:
    handled: list[int] = []
    turn_runner = TurnRunner(work=house.work, clock=house.clock, threads=1, handled=lambda: handled.append(1))

    reply = await turn_runner(Event(key=EventKey("e1"), who=ADA, act=Called("help")))
    turn_runner.close()

    assert isinstance(reply, Show)
    assert reply.message.title == "What I can do for you"
    assert handled == [1]


async def test_a_defect_gets_a_polite_answer_and_a_log_line_without_anybodys_words(house: House) -> None:
    stream, handled = io.StringIO(), list[int]()
    set_up_logs("info", "json", stream)

    def broken(_do: Callable[[UnitOfWork], T], /) -> T:
        raise ValueError("I fear my executive")

    turn_runner = TurnRunner(work=broken, clock=house.clock, threads=1, handled=lambda: handled.append(1))
    reply = await turn_runner(Event(key=EventKey("e1"), who=ADA, act=Said("I fear my executive")))
    turn_runner.close()

    line = json.loads(stream.getvalue())
    assert (line["event"], line["key"], line["error"]) == ("turn failed", "e1", "ValueError")
    assert "fear" not in stream.getvalue()
    assert isinstance(reply, Show)
    assert line["reference"] in str(reply.message)
    assert handled == []

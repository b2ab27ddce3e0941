"""Nothing that is due stops anything else that is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.feature import DueWork, Feature, Phase
from bot.ports import UnitOfWork
from bot.privacy.ticks import POSTED
from bot.ticks import Ticked, tick
from tests.features.conftest import MakeWorld
from tests.stories.world import World

MINUTE = timedelta(minutes=1)


@dataclass
class Faulty:
    """Due work that breaks where it is told to."""

    finds: bool = True
    breaks: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def find(self, _unit: UnitOfWork, _now: datetime, _limit: int) -> Sequence[str]:
        if not self.finds:
            raise RuntimeError("cannot look")
        return [one for one in ("a", "b", "c") if one not in self.done]

    def do(self, _unit: UnitOfWork, item: str, _now: datetime) -> None:
        if item in self.breaks:
            raise RuntimeError(f"cannot do {item}")
        self.done.append(item)

    def work(self, kind: str, phase: Phase = Phase.CLOSE) -> DueWork[Any]:
        return DueWork(kind=kind, phase=phase, find=self.find, do=self.do)


def _tick(world: World) -> Ticked:
    return tick(world.clock.now(), world.work, world.features)


def _failed(ticked: Ticked) -> list[tuple[str, str]]:
    return [(one.kind, one.item) for one in ticked.failed]


def test_an_item_that_fails_is_set_aside_and_comes_back(world_with: MakeWorld) -> None:
    faulty = Faulty()
    world = world_with(Feature(name="faulty", due=(faulty.work("faulty.do"),)))
    faulty.done, faulty.breaks = [], {"b"}

    assert _failed(_tick(world)) == [("faulty.do", "b")]
    assert faulty.done == ["a", "c"]
    assert _failed(_tick(world)) == [], "it is not tried again at once"
    assert list(world.work(lambda unit: unit.failed_items.quarantined("faulty.do"))) == ["b"]

    faulty.breaks = set()
    world.clock.advance(2 * MINUTE)
    assert _failed(_tick(world)) == []
    assert faulty.done == ["a", "c", "b"]
    assert world.work(lambda unit: unit.failed_items.quarantined("faulty.do")) == {}


def test_a_kind_that_cannot_be_looked_for_stops_no_other(world_with: MakeWorld) -> None:
    first, faulty, last = Faulty(), Faulty(), Faulty()
    due = (first.work("first.do"), faulty.work("faulty.do", Phase.OPEN), last.work("last.do", Phase.AUDIT))
    world = world_with(Feature(name="faulty", due=due))
    first.done, last.done, faulty.finds = [], [], False

    ticked = _tick(world)

    assert [(one.kind, one.item, str(one.error)) for one in ticked.failed] == [
        ("faulty.do", "", "cannot look")
    ]
    assert first.done == last.done == ["a", "b", "c"]


def test_a_lead_in_no_time_zone_stops_only_the_posting_of_the_audit_trail(world_with: MakeWorld) -> None:
    world = world_with()
    lena = world.person("lena")
    world.work(lambda unit: unit.people.save([replace(lena, zone="Mars/Olympus")]))
    world.clock.advance(timedelta(days=7, hours=2))

    ticked = _tick(world)

    assert _failed(ticked) == [("audit.post", "trail")]
    assert ticked.done["round.open"] == 1
    assert ticked.done["check_in.send"] == 2

    world.work(lambda unit: unit.people.save([lena]))
    world.clock.advance(2 * MINUTE)
    assert _tick(world).done["audit.post"] == 1
    assert world.work(lambda unit: unit.privacy.last(POSTED)) is not None


def test_the_audit_trail_is_posted_once_a_day(world_with: MakeWorld) -> None:
    world = world_with()
    world.clock.advance(timedelta(days=1))
    posted = [_tick(world).done.get("audit.post", 0) for _ in range(2)]
    assert posted == [1, 0]

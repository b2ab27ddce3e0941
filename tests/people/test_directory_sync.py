"""A pause that somebody chose outlives their account's coming and going."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adapters.sql.engine import make_engine
from bot.people.directory_sync import apply_profile
from bot.people.model import PauseReason
from bot.ports import Profile
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, World, pair


@pytest.fixture
def world(tmp_path: Path, empty_database: Path) -> Iterator[World]:
    engine = make_engine(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'upmentor.db')}")
    world = World(engine, BrowserEdge())
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    yield world
    engine.dispose()


def goes(world: World, name: str) -> None:
    """The directory knows the account no more."""
    person = world.person(name).id
    world.work(lambda u: apply_profile(u, person, None, world.clock.now()))


def comes_back(world: World, name: str) -> None:
    person = world.person(name).id
    profile = Profile(account=world[name].address, zone="Europe/London", locale="en-GB")
    world.work(lambda u: apply_profile(u, person, profile, world.clock.now()))
    world.drains()


def why(world: World, name: str) -> PauseReason | None:
    pause = world.person(name).pause
    return pause.reason if pause else None


def test_an_account_that_goes_pauses_and_comes_back(world: World) -> None:
    goes(world, "mia")
    assert why(world, "mia") is PauseReason.ACCOUNT_GONE
    comes_back(world, "mia")
    assert why(world, "mia") is None


def test_a_persons_own_pause_is_kept_when_their_account_goes_and_comes_back(world: World) -> None:
    world["mia"].types("/pause")
    world["mia"].presses("Pause for 2 weeks")
    before = world.person("mia").pause
    assert before
    assert before.until == date(2026, 1, 19)
    for happens in (goes, comes_back):
        happens(world, "mia")
        assert world.person("mia").pause == before


def test_who_was_never_found_is_not_paused(world: World) -> None:
    unknown = replace(world.person("emil"), account="")
    world.work(lambda u: u.people.save([unknown]))
    goes(world, "emil")
    assert why(world, "emil") is None

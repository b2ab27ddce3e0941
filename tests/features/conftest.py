"""Worlds with features of a test's own, on the chat page's edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from bot.feature import Feature
from bot.features import FEATURES
from bot.registry import register
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, World, pair

MakeWorld = Callable[..., World]


@pytest.fixture
def world_with(tmp_path: Path) -> Iterator[MakeWorld]:
    """A world in which one pair has signed, with these features beside the product's own."""
    engine = make_engine(f"sqlite:///{tmp_path / 'upmentor.db'}")
    migrate(f"sqlite:///{tmp_path / 'upmentor.db'}")

    def make(*features: Feature) -> World:
        world = World(engine, BrowserEdge(), features=register((*FEATURES.features, *features)))
        world.begins(*STAFF, *pair("mia", "ed"))
        world.all_sign("mia", "ed")
        return world

    yield make
    engine.dispose()

"""A world per test, on a fresh SQLite file with the real schema."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.engine import make_engine
from tests.stories.edges import EDGES
from tests.stories.world import STAFF, World, pair


@pytest.fixture(params=EDGES)
def world(request: pytest.FixtureRequest, empty_database: Path, tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "upmentor.db"
    shutil.copy(empty_database, path)
    engine = make_engine(f"sqlite:///{path}")
    yield World(engine, EDGES[request.param]())
    engine.dispose()


@pytest.fixture
def spring(world: World) -> World:
    """Six pairs, m0 to m5 and e0 to e5, all signed; the first check-in has just arrived."""
    world.begins(*STAFF, *(row for n in range(6) for row in pair(f"m{n}", f"e{n}")))
    world.all_sign(*(f"{side}{n}" for n in range(6) for side in "me"))
    world.passes(days=7, hours=2)
    return world

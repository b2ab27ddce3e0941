from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.engine import make_engine
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, World, pair


@pytest.fixture
def world(empty_database: Path, tmp_path: Path) -> Iterator[World]:
    """Two pairs, m0 and e0, m1 and e1, all signed, on the chat page."""
    path = tmp_path / "upmentor.db"
    shutil.copy(empty_database, path)
    engine = make_engine(f"sqlite:///{path}")
    world = World(engine, BrowserEdge())
    world.begins(*STAFF, *(row for n in range(2) for row in pair(f"m{n}", f"e{n}")))
    world.all_sign("m0", "e0", "m1", "e1")
    yield world
    engine.dispose()

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters.sql.engine import make_engine
from tests.desk.desks import KINDS, Counter, counter
from tests.stories.edges import BrowserEdge
from tests.stories.world import STAFF, World, alone, pair


@pytest.fixture(params=KINDS)
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    """Each kind of desk in turn. At the end its server must have found no unexpected fault."""
    async with counter(request.param) as opened:
        yield opened
        assert opened.server.refused == []


@pytest.fixture
def world(empty_database: Path, tmp_path: Path) -> Iterator[World]:
    """A pair (mia and emil), a lead, a contact, and ivan of IT, on the chat page."""
    path = tmp_path / "upmentor.db"
    shutil.copy(empty_database, path)
    engine = make_engine(f"sqlite:///{path}")
    world = World(engine, BrowserEdge())
    world.begins(*STAFF, alone("ivan", "it"), *pair("mia", "emil"))
    yield world
    engine.dispose()

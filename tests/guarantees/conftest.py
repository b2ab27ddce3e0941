"""A migrated database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from adapters.sql.engine import make_engine
from tests.guarantees.play import Play
from tests.stories.edges import BrowserEdge


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def play(engine: Engine) -> Play:
    """A world without people; see `Play`."""
    return Play(engine, BrowserEdge())

"""A migrated database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from tests.guarantees.play import Play
from tests.stories.edges import BrowserEdge


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, copied for each test on SQLite."""
    path = tmp_path_factory.mktemp("guarantees") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def migrated_url(database_url: str, migrated_file: Path) -> str:
    """A database with the schema and nothing in it, for one test on each kind."""
    if database_url.startswith("sqlite:///"):
        shutil.copy(migrated_file, database_url.removeprefix("sqlite:///"))
    else:
        migrate(database_url)
    return database_url


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def play(engine: Engine) -> Play:
    """A world without people; see `Play`."""
    return Play(engine, BrowserEdge())

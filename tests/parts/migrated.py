"""Databases with the schema and nothing in them: migrated once by each worker, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.sql.schema import migrate
from tests.parts.postgres import empty_database as database_of_its_own


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database on PostgreSQL, to be copied."""
    with database_of_its_own(postgres_url) as url:
        migrate(url)
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture
def migrated_postgres_url(postgres_url: str, postgres_template: str) -> Iterator[str]:
    with database_of_its_own(postgres_url, template=postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """For one test, which runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        empty: Path = request.getfixturevalue("empty_database")
        return f"sqlite:///{shutil.copy(empty, tmp_path / 'upmentor.db')}"
    url: str = request.getfixturevalue("migrated_postgres_url")
    return url

"""Fixtures of a migrated database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.runtime.clock import SimulatedClock
from adapters.sql.engine import make_engine
from adapters.sql.key_cache import VaultCache
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.schema import migrate
from adapters.sql.unit_of_work import SqlUnitOfWork, Transactions
from bot.ports import UnitOfWork
from bot.privacy.seal import KeyRing
from tests.parts.postgres import empty_database
from tests.sql.samples import NOW

RING, _ = KeyRing.fresh()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, copied for each test."""
    path = tmp_path_factory.mktemp("sql") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A database for tests of SQLite alone."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'only.db')}"


@pytest.fixture
def migrated_url(database_url: str, migrated_file: Path) -> str:
    if database_url.startswith("sqlite:///"):
        shutil.copy(migrated_file, database_url.removeprefix("sqlite:///"))
    else:
        migrate(database_url)
    return database_url


@pytest.fixture
def migrated(migrated_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def untouched_sqlite(migrated_file: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{shutil.copy(migrated_file, migrated_file.with_name('untouched.db'))}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def untouched_postgresql(postgres_url: str) -> Iterator[Engine]:
    with empty_database(postgres_url) as url:
        migrate(url)
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def unit(request: pytest.FixtureRequest) -> Iterator[UnitOfWork]:
    """One transaction that is rolled back, so that all such tests share a database."""
    engine: Engine = request.getfixturevalue(f"untouched_{request.param}")
    with engine.connect() as connection:
        yield SqlUnitOfWork(connection, VaultCache(RING), NOW)


@pytest.fixture
def work(migrated: Engine) -> Transactions:
    return Transactions(migrated, RING, SimulatedClock(NOW))


@pytest.fixture
def outbox_queue(migrated: Engine) -> SqlOutboxQueue:
    return SqlOutboxQueue(migrated, RING)


@pytest.fixture
def migrated_url_on_postgres(postgres_database_url: str) -> str:
    """A database for tests of PostgreSQL alone."""
    migrate(postgres_database_url)
    return postgres_database_url

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
from tests.parts.postgres import empty_database as database_of_its_own
from tests.sql.samples import NOW

RING, _ = KeyRing.fresh()


@pytest.fixture
def sqlite_url(empty_database: Path, tmp_path: Path) -> str:
    """For what only SQLite does."""
    return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'only.db')}"


@pytest.fixture
def migrated(migrated_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def untouched_sqlite(empty_database: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{shutil.copy(empty_database, empty_database.with_name('untouched.db'))}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def untouched_postgresql(postgres_url: str, postgres_template: str) -> Iterator[Engine]:
    with database_of_its_own(postgres_url, template=postgres_template) as url:
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

"""Database errors say how to fix them, and a failed transaction keeps nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from adapters.runtime.clock import SimulatedClock
from adapters.sql.engine import make_engine
from adapters.sql.errors import DatabaseFull, DatabaseGone, DatabaseLocked
from adapters.sql.schema import schema_state
from adapters.sql.unit_of_work import Transactions
from bot.address import Address
from bot.ids import EventKey, PersonId
from bot.people.model import Person
from bot.people.roles import Platform
from bot.ports import UnitOfWork
from tests.sql.conftest import RING
from tests.sql.samples import COMPANY, NOW, begin, charter, person, promise

SHORT = timedelta(milliseconds=50)
NAIVE = NOW.replace(tzinfo=None)
ADA = Address(platform=Platform.BROWSER, workspace="", user="ada")


@contextmanager
def impatient(url: str) -> Iterator[tuple[Engine, Transactions]]:
    engine = make_engine(url, patience=SHORT)
    yield engine, Transactions(engine, RING, SimulatedClock(NOW))
    engine.dispose()


def save(*names: str) -> Callable[[UnitOfWork], None]:
    return lambda unit: unit.people.save([person(name) for name in names])


def saved(work: Transactions, name: str) -> Person | None:
    return work(lambda unit: unit.people.by_email(COMPANY, f"{name}@example.com"))


def limit_pages(engine: Engine, more: int) -> None:
    """Limits the database's growth to so many pages, so that SQLite reports a full disk."""
    with engine.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + more}")


def test_a_locked_file_is_named_as_such_and_used_again_when_it_is_free(sqlite_url: str) -> None:
    with impatient(sqlite_url) as (_, work):
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseLocked, match="Another program held the database"):
                work(save("ada"))
        assert saved(work, "ada") is None
        work(save("ada"))
        assert saved(work, "ada") == person("ada")


@pytest.mark.needs_postgres
def test_a_row_that_stays_locked_is_given_up(migrated_url_on_postgres: str) -> None:
    with impatient(migrated_url_on_postgres) as (_, work), psycopg.connect(migrated_url_on_postgres) as other:
        work(save("ada"))
        other.execute("SELECT id FROM person FOR UPDATE")
        with pytest.raises(DatabaseLocked, match="held the database, or a row in it"):
            work(lambda unit: (save("bea")(unit), unit.people.lock(PersonId("ada"))))
        assert saved(work, "bea") is None


def test_a_full_disk_is_named_as_such_and_nothing_is_kept_by_halves(sqlite_url: str) -> None:
    names = [f"p{n}" for n in range(2_000)]
    with impatient(sqlite_url) as (engine, work):
        work(save("ada"))
        limit_pages(engine, 4)
        with pytest.raises(DatabaseFull, match="no room left; nothing of this was kept"):
            work(lambda unit: (save("bea")(unit), save(*names)(unit)))
        assert saved(work, "bea") is None
        assert saved(work, "ada") == person("ada")
        limit_pages(engine, 10_000)
        work(save("bea", *names))
        assert saved(work, "p1999") == person("p1999")


@pytest.mark.parametrize("kind", ["postgresql://nobody@/none?host={}", "sqlite:///{}/upmentor.db"])
def test_a_database_out_of_reach_is_gone(kind: str, tmp_path: Path) -> None:
    with impatient(kind.format(tmp_path / "not-there")) as (engine, work):
        with pytest.raises(DatabaseGone, match="out of reach; nothing of this was kept"):
            work(save("ada"))
        with pytest.raises(DatabaseGone, match="check UPMENTOR_DATABASE_URL"):
            schema_state(engine)


@pytest.mark.needs_postgres
def test_a_connection_that_breaks_before_the_commit_costs_one_more_run(migrated_url_on_postgres: str) -> None:
    runs = []

    def do(unit: UnitOfWork) -> None:
        save("ada")(unit)
        runs.append("run")
        if len(runs) == 1:
            end_others(migrated_url_on_postgres)
        save("bea")(unit)

    with impatient(migrated_url_on_postgres) as (_, work):
        work(do)
        assert (saved(work, "ada"), saved(work, "bea")) == (person("ada"), person("bea"))
    assert len(runs) == 2


def end_others(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


NAIVE_WRITES: dict[str, Callable[[UnitOfWork], object]] = {
    "a signature": lambda unit: unit.charters.sign(charter(), PersonId("m0"), NAIVE),
    "a charter": lambda unit: unit.charters.publish(replace(charter(2), sign_by=NAIVE)),
    "an event": lambda unit: unit.people.enter(EventKey("one"), ADA, NAIVE),
    "a promise": lambda unit: unit.outbox.enqueue([promise("m0", "later", not_before=NAIVE)]),
    "a parked item": lambda unit: unit.failed_items.quarantine("close", "one", "broke", NAIVE),
    "an audit entry": lambda unit: unit.privacy.record(at=NAIVE, actor="lead", what="launched", about={}),
}


@pytest.mark.parametrize("write", NAIVE_WRITES.values(), ids=NAIVE_WRITES.keys())
def test_a_moment_without_a_zone_is_refused(unit: UnitOfWork, write: Callable[[UnitOfWork], object]) -> None:
    begin(unit, 0)
    with pytest.raises((ValueError, StatementError), match="a time zone"):
        write(unit)


def test_a_moment_comes_back_the_same_in_utc(unit: UnitOfWork) -> None:
    begin(unit, 0)
    at = datetime.fromisoformat("2026-03-29T03:30:00.123456+02:00")
    unit.charters.publish(charter(2))
    unit.charters.sign(charter(2), PersonId("m0"), at)
    kept = unit.charters.signatures(charter().cohort, 2).at[PersonId("m0")]
    assert kept.isoformat() == "2026-03-29T01:30:00.123456+00:00"


def test_what_raises_keeps_nothing_and_is_run_once(work: Transactions) -> None:
    runs = []

    def do(unit: UnitOfWork) -> None:
        runs.append("run")
        save("ada")(unit)
        raise LookupError("ours")

    with pytest.raises(LookupError, match="ours"):
        work(do)
    assert saved(work, "ada") is None
    assert len(runs) == 1


def test_what_is_abandoned_can_be_read_to_the_end_and_is_not_kept(work: Transactions) -> None:
    def do(unit: UnitOfWork) -> Person | None:
        unit.roll_back()
        save("ada")(unit)
        return unit.people.by_email(COMPANY, "ada@example.com")

    assert work(do) == person("ada")
    assert saved(work, "ada") is None

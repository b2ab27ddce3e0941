"""Migrations on both databases: upgrades, downgrades, schema notes, and refused changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, delete, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from adapters.sql.engine import make_engine
from adapters.sql.schema import (
    Behind,
    Empty,
    Newer,
    UpToDate,
    alembic_config,
    migrate,
    revisions,
    schema_state,
)
from adapters.sql.statements import is_postgres
from adapters.sql.tables import (
    audit,
    metadata,
    organisation,
    released_cell,
    released_participation,
    released_scope,
    schema_note,
)

KNOWN = revisions()
NEWEST = KNOWN[-1]
APPEND_ONLY = {
    released_participation: {"round": "r", "place": 0, "role": "mentor", "withheld": "few"},
    released_cell: {
        "round": "r",
        "place": 0,
        "role": "mentor",
        "question": "support",
        "cell": "time",
        "share": "",
        "people": "",
        "withheld": "few",
    },
    released_scope: {
        "round": "r",
        "place": 0,
        "kind": "errand",
        "flags": "5 to 9",
        "withheld": "",
    },
    audit: {
        "seq": 1,
        "at": datetime(2026, 1, 5, tzinfo=UTC),
        "actor": "lead",
        "what": "launched",
        "about": "{}",
        "previous": "0",
        "hash": "1",
    },
}
ROUND = (
    "INSERT INTO organisation (id, name) VALUES ('o', 'Company')",
    "INSERT INTO cohort (id, organisation, name, template, cadence_weeks, cells_min, waves_min, design, state)"
    " VALUES ('c', 'o', 'Spring', 'office', 4, 5, 8, 'none', 'launched')",
    "INSERT INTO round (id, cohort, number, opens_on, closes_at)"
    " VALUES ('r', 'c', 1, '2026-01-05', '2026-01-15 12:00:00')",
)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def move(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        go = command.downgrade if revision == "base" else command.upgrade
        go(alembic_config(connection), revision)


def differences(connection: Connection) -> list[object]:
    """The changes that Alembic would make to get from the database to `metadata`."""
    how = {"compare_type": True, "compare_server_default": True if is_postgres(connection) else differs}
    return list(compare_metadata(MigrationContext.configure(connection, opts=how), metadata))


def differs(
    _context: object, _found: object, _column: object, found: str | None, _default: object, wanted: str | None
) -> bool:
    """Compares defaults, since Alembic's comparison on SQLite mistakes ('') for a different default."""
    return (found is None, (found or "").strip("()'")) != (wanted is None, wanted or "")


def pretend(engine: Engine, revision: str, *, is_compatible: bool) -> None:
    """Makes the schema one of a later release."""
    row = {"number": len(KNOWN) + 1, "revision": revision, "is_compatible": is_compatible}
    with engine.begin() as connection:
        connection.execute(insert(schema_note).values(row))
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_the_schema_goes_up_down_to_nothing_and_up_again(engine: Engine, database_url: str) -> None:
    migrate(database_url)
    assert tables(engine) == set(metadata.tables)
    move(engine, "base")
    assert tables(engine) == set()
    assert schema_state(engine) == Empty()
    migrate(database_url)
    assert tables(engine) == set(metadata.tables)
    with engine.begin() as connection:
        assert differences(connection) == []


def test_every_step_down_can_be_taken_up_again(engine: Engine) -> None:
    for revision in KNOWN:
        move(engine, revision)
        with engine.begin() as connection:
            command.downgrade(alembic_config(connection), "-1")
        move(engine, revision)
    assert schema_state(engine) == UpToDate(NEWEST)


def test_the_way_down_leaves_no_trigger_behind(engine: Engine, database_url: str) -> None:
    """Functions and triggers, which are not in `metadata`, from the database's own lists."""
    migrate(database_url)
    move(engine, "base")
    with engine.begin() as connection:
        left = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_postgres(connection):
            left = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        assert connection.execute(text(left)).all() == []


def test_migrating_twice_changes_nothing(engine: Engine, database_url: str) -> None:
    migrate(database_url)
    with engine.begin() as connection:
        connection.execute(update(organisation).values(name="Company"))
        notes = connection.execute(select(schema_note).order_by(schema_note.c.number)).all()
    migrate(database_url)
    with engine.begin() as connection:
        assert connection.execute(select(organisation.c.name)).scalars().all() == ["Company"]
        assert connection.execute(select(schema_note).order_by(schema_note.c.number)).all() == notes
    assert [note.revision for note in notes] == list(KNOWN)


def test_the_revisions_known_by_file_are_those_alembic_finds(engine: Engine) -> None:
    with engine.begin() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
    assert tuple(reversed([step.revision for step in script.walk_revisions()])) == KNOWN
    assert script.get_heads() == [NEWEST]


def test_a_database_says_where_it_is(engine: Engine, database_url: str) -> None:
    assert schema_state(engine) == Empty()
    move(engine, KNOWN[0])
    assert schema_state(engine) == Behind(KNOWN[0], NEWEST)
    migrate(database_url)
    assert schema_state(engine) == UpToDate(NEWEST)


def test_a_later_release_that_is_compatible_is_left_as_it_is(engine: Engine, database_url: str) -> None:
    migrate(database_url)
    pretend(engine, "9001", is_compatible=True)
    assert schema_state(engine) == Newer("9001", is_compatible=True)
    migrate(database_url)
    assert schema_state(engine) == Newer("9001", is_compatible=True)


def test_a_later_release_that_is_not_compatible_is_refused(engine: Engine, database_url: str) -> None:
    migrate(database_url)
    pretend(engine, "9001", is_compatible=False)
    assert schema_state(engine) == Newer("9001", is_compatible=False)
    with pytest.raises(ValueError, match="9001, of a later release"):
        migrate(database_url)


def test_a_database_of_another_line_of_releases_is_not_compatible(engine: Engine, database_url: str) -> None:
    """Its notes lack our newest revision, so later changes are unknown."""
    migrate(database_url)
    pretend(engine, "9001", is_compatible=True)
    with engine.begin() as connection:
        connection.execute(delete(schema_note).where(schema_note.c.revision == NEWEST))
    assert schema_state(engine) == Newer("9001", is_compatible=False)


def test_what_was_released_and_recorded_cannot_be_changed(engine: Engine, database_url: str) -> None:
    migrate(database_url)
    with engine.begin() as connection:
        for statement in ROUND:
            connection.execute(text(statement))
        for table, row in APPEND_ONLY.items():
            connection.execute(insert(table).values(row))
    for table, row in APPEND_ONLY.items():
        for deed in (update(table).values(row), delete(table)):
            with (
                pytest.raises(DBAPIError, match=f"{table.name} is append-only"),
                engine.begin() as connection,
            ):
                connection.execute(deed)
        assert count(engine, table) == 1


def count(engine: Engine, table: Table) -> int:
    with engine.begin() as connection:
        return len(connection.execute(select(table)).all())

"""What a thief reads from a database's files and marks after maintenance: no order, no transaction, nothing erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select, text

from adapters.sql.retention import CONFIDENTIAL, ERASING, clear_traces, rewrite_confidential_tables
from adapters.sql.statements import POSTGRES
from adapters.sql.tables import answer, private_note
from adapters.sql.unit_of_work import Transactions
from bot.ids import new_id
from bot.ports import UnitOfWork
from tests.sql.samples import SPRING, begin, person, round_

ROWS = 40
"""So few that one page of SQLite holds them."""
ERASED = b"what only its author read and then erased"


@pytest.fixture
def spring(migrated: Engine, work: Transactions) -> Engine:
    """A cohort with a pair and a round."""

    def begins(unit: UnitOfWork) -> None:
        begin(unit, 1)
        assert unit.checkins.open_round(round_())

    work(begins)
    return migrated


@pytest.fixture
def written(spring: Engine) -> list[str]:
    """Ids of loose choices in the order of their writing, each in a transaction of its own."""
    ids = [new_id() for _ in range(ROWS)]
    for row in ids:
        _write(spring, row)
    return ids


def test_before_maintenance_the_marks_do_tell(spring: Engine, written: list[str]) -> None:
    """Else the tests below would prove nothing."""
    if spring.dialect.name == POSTGRES:
        assert _places(spring) == written
        assert len(_writers(spring)) == ROWS


def test_rows_lie_in_the_order_of_their_random_ids_and_have_one_writer(
    spring: Engine, written: list[str]
) -> None:
    rewrite_confidential_tables(spring)
    assert written != sorted(written)
    assert _places(spring) == sorted(written)
    if spring.dialect.name == POSTGRES:
        assert len(_writers(spring)) == 1


def test_rewriting_loses_and_changes_nothing(spring: Engine, written: list[str]) -> None:
    before = _rows(spring)
    rewrite_confidential_tables(spring)
    assert _rows(spring) == before
    assert len(before) == ROWS


def test_a_row_written_later_stands_out_until_the_next_rewriting(spring: Engine, written: list[str]) -> None:
    rewrite_confidential_tables(spring)
    _write(spring, "----------------")
    rewrite_confidential_tables(spring)
    assert _places(spring)[0] == "----------------"
    if spring.dialect.name == POSTGRES:
        assert len(_writers(spring)) == 1


def test_what_was_erased_is_not_in_the_files(spring: Engine) -> None:
    mentor = person("m1").id
    for question in ("changed", "unsure"):
        with spring.begin() as connection:
            note = {"person": mentor, "cohort": SPRING, "question": question, "sealed": ERASED}
            connection.execute(insert(private_note), note)
    clear_traces(spring)
    assert ERASED in _bytes(spring, private_note.name)

    with spring.begin() as connection:
        connection.execute(delete(private_note))
    rewrite_confidential_tables(spring)
    clear_traces(spring)
    assert ERASED not in _bytes(spring, private_note.name)


def test_every_table_with_sealed_words_is_cared_for() -> None:
    sealed = {table.name for table in answer.metadata.tables.values() if "sealed" in table.columns}
    elsewhere = {
        "cohort_key",
        "slack_installation",
    }  # wrapped keys and tokens: of the organisation, not of a person
    assert sealed - elsewhere <= {table.name for table in (*CONFIDENTIAL, *ERASING)}


def _write(engine: Engine, row: str) -> None:
    kept = {"id": row, "cohort": SPRING, "round": round_().id, "role": "mentor", "question": "changed"}
    with engine.begin() as connection:
        connection.execute(insert(answer), {**kept, "sealed": row.encode()})


def _rows(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(answer)))


def _writers(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT DISTINCT xmin::text FROM answer")).scalars())


def _places(engine: Engine) -> list[str]:
    """The ids in the order in which the rows lie in the file."""
    if engine.dialect.name == POSTGRES:
        with engine.connect() as connection:
            return list(connection.execute(text("SELECT id FROM answer ORDER BY ctid")).scalars())
    raw = _bytes(engine, "answer")
    ids = [row[0] for row in _rows(engine)]
    pages: dict[int, list[tuple[int, str]]] = {}
    for row in map(str, ids):
        place = raw.index(row.encode())
        pages.setdefault(place // 4096, []).append((place, row))
    # A page fills from its end, so within a page the first row lies last.
    return [row for page in sorted(pages) for _, row in sorted(pages[page], reverse=True)]


def _bytes(engine: Engine, table: str) -> bytes:
    """Every byte that the files hold of the table; of the whole database on SQLite."""
    if engine.dialect.name != POSTGRES:
        path = Path(str(engine.url.database))
        return path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder: str = connection.execute(text("SHOW data_directory")).scalar_one()
        file: str = connection.execute(text("SELECT pg_relation_filepath(:of)"), {"of": table}).scalar_one()
        return (Path(folder) / file).read_bytes()

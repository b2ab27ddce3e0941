"""An engine counts what it wrote, whatever the machine's locale is."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from adapters.sql.engine import make_engine
from adapters.sql.tables import schema_note


def test_sqlite_gets_inserts_in_small_letters(tmp_path: Path) -> None:
    """Python's sqlite3 counts the rows of no other in a Turkish locale: `make odd-hours` runs in one."""
    engine = make_engine(f"sqlite:///{tmp_path / 'upmentor.db'}")
    assert str(insert(schema_note).compile(engine)).startswith("insert INTO schema_note")
    engine.dispose()

"""The commands for deliveries, keys, retention and the audit trail."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from adapters.runtime.process_locks import SingleInstanceLock
from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.sql.tables import audit
from bot.privacy.seal import KeyRing, new_key_text
from tests.cli.upmentor import URL, begin, refuses, run, says, says_json

SLACK_ROSTER = """email,name,role,platform,user_id,timezone,pair
ada@example.com,Ada Okafor,mentor,slack,,Europe/Berlin,1
bo@example.com,Bo Lind,executive,browser,bo,Europe/Stockholm,1
lea@example.com,Lea Roth,lead,browser,lea,Europe/Berlin,
kim@example.com,Kim Novak,contact,browser,kim,Europe/Prague,
"""


def launch(folder: Path) -> None:
    """A launched cohort in which Ada's account is not known."""
    begin()
    (folder / "roster.csv").write_text(SLACK_ROSTER)
    says("roster", "import", "Pilot", "roster.csv")
    says("cohort", "launch", "Pilot")


def test_the_ledger_names_what_failed_and_its_repair(clean_environment: Path) -> None:
    launch(clean_environment)

    everything = says_json("deliveries", "--json")
    (failed,) = says_json("deliveries", "--failed", "--json")

    assert len(everything) > 1
    assert (failed["to"], failed["state"]) == ("ada@example.com", "undeliverable")
    assert "user_id" in failed["repair"]
    assert "ada@example.com" in says("deliveries", "--failed")
    assert len(says("deliveries", "--limit", "1").splitlines()) == 2


def test_a_retry_waits_again_once_the_cause_is_mended(clean_environment: Path) -> None:
    launch(clean_environment)
    (failed,) = says_json("deliveries", "--failed", "--json")
    assert "1 stay as they are" in refuses("deliveries", "--retry", failed["id"])
    assert "1 stay as they are" in refuses("deliveries", "--retry", "unknown")
    assert "1 stay as they are" in refuses("deliveries", "--retry-all")

    (clean_environment / "roster.csv").write_text(SLACK_ROSTER.replace("slack,,", "slack,U123,"))
    says("roster", "import", "Pilot", "roster.csv")

    if says_json("deliveries", "--failed", "--json"):
        assert "1 will be tried again" in says("deliveries", "--retry", failed["id"])
    assert says("deliveries", "--failed") == "There is no such delivery.\n"
    assert says("deliveries", "--retry-all") == "0 will be tried again.\n"


def test_a_printed_key_is_a_ring() -> None:
    assert len(KeyRing.parse(says("keys", "new")).key_ids) == 1


def test_with_sqlite_rotating_makes_a_key_and_seals_everything_under_it(
    clean_environment: Path, tmp_path: Path
) -> None:
    launch(clean_environment)
    keys = tmp_path / "config" / "upmentor" / "keys"
    old = KeyRing.parse(keys.read_text())

    said = says("keys", "rotate")

    new = KeyRing.parse(keys.read_text())
    assert new.key_ids[1:] == old.key_ids
    assert f"Sealed under key {new.key_ids[0]}: 1 cohort keys" in said
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    keys.write_text(keys.read_text().splitlines()[0])
    assert "they open every cohort" in run("doctor").stdout


def test_keys_of_the_environment_are_not_written_only_used(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = new_key_text(), new_key_text()
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", old)
    begin()
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", f"{new},{old}")

    assert "1 cohort keys" in says("keys", "rotate")
    assert "0 cohort keys" in says("keys", "rotate")

    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", new)
    assert "Pilot" in says("cohort", "list")


def test_keys_are_not_rotated_under_a_running_serve(clean_environment: Path) -> None:
    begin()

    with closing(SingleInstanceLock(clean_environment / "upmentor.db")):
        assert "Stop it, rotate, and start it again" in refuses("keys", "rotate")


def test_retention_says_what_it_deleted() -> None:
    begin()

    assert says("retention", "run").startswith("Deleted 0 keys of events and 0 deliveries")


def test_the_audit_trail_is_held_against_itself_and_an_anchor() -> None:
    begin()
    head = says("audit", "verify").split()[-1]
    says("cohort", "create", "Autumn")

    assert "Entries: 2" in says("audit", "verify", "--anchor", head)
    assert "the anchor is not in the chain" in refuses("audit", "verify", "--anchor", "0" * 63 + "1")

    engine = make_engine(URL)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema=ON")
        connection.exec_driver_sql("DELETE FROM sqlite_schema WHERE type = 'trigger'")
    engine.dispose()
    engine = make_engine(URL)
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.seq == 1).values(actor="somebody else"))
    engine.dispose()

    assert "broken at entry 1: it was changed" in refuses("audit", "verify")


def test_an_empty_trail_is_whole() -> None:
    migrate(URL)

    assert says("audit", "verify") == "The audit trail is empty.\n"


def test_every_command_says_what_it_is_for() -> None:
    for command in ("", "serve", "demo", "cohort create", "roster import", "deliveries", "keys rotate"):
        assert "Usage: " in says(*command.split(), "--help")
    assert run("no-such-command").exit_code == 2


def test_a_locked_database_is_a_sentence(clean_environment: Path) -> None:
    begin()
    with closing(sqlite3.connect(clean_environment / "upmentor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        assert "held the database" in refuses("cohort", "list")

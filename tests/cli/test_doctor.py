from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result

from adapters.sql.engine import make_engine
from adapters.sql.schema import migrate
from adapters.sql.tables import parked
from bot.privacy.seal import new_key_text
from tests.cli.upmentor import ROSTER, URL, begin, run, says, says_json
from tests.edge.house import MONDAY

NAMES = ["settings", "disk", "database", "clock", "schema", "keys", "parked", "deliveries", "tickets", "desk"]


def failing(result: Result) -> str:
    assert result.exit_code == 1, result.output
    return "\n".join(re.findall(r"^fail.*\. How to fix: .*$", result.stdout, re.MULTILINE))


def test_all_is_well_on_a_fresh_database() -> None:
    migrate(URL)

    found = says_json("doctor", "--json")

    assert [finding["name"] for finding in found] == NAMES
    assert all(finding["ok"] and not finding["fix"] for finding in found)
    assert says("doctor").count("ok  ") == len(NAMES)


@pytest.mark.needs_postgres
def test_all_is_well_on_postgres(postgres_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(postgres_database_url)
    monkeypatch.setenv("UPMENTOR_DATABASE_URL", postgres_database_url)
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", new_key_text())

    assert [finding["name"] for finding in says_json("doctor", "--json")] == [n for n in NAMES if n != "disk"]


def test_settings_come_first_each_problem_with_its_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_TICK_SECONDS", "0")
    monkeypatch.setenv("UPMENTOR_PUBLC_URL", "https://example.com")

    said = failing(run("doctor"))

    assert "Leave it out for 15" in said
    assert "Did you mean UPMENTOR_PUBLIC_URL?" in said


def test_a_missing_database_is_told_with_what_makes_it() -> None:
    assert "there is none at upmentor.db. How to fix: Run: upmentor migrate" in failing(run("doctor"))


def test_a_database_out_of_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_DATABASE_URL", "postgresql://me:hunter2@/db?host=/nonexistent")
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", new_key_text())

    result = run("doctor")

    assert "database: The database is out of reach" in failing(result)
    assert "hunter2" not in result.output


def test_keys_that_others_can_read_are_told(tmp_path: Path) -> None:
    begin()
    keys = tmp_path / "config" / "upmentor" / "keys"
    keys.chmod(0o640)

    assert f"chmod 600 {keys}" in failing(run("doctor"))


def test_keys_that_do_not_open_the_cohorts_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", new_key_text())

    assert "The key ring lacks" in failing(run("doctor"))


def test_keys_beside_the_data_are_told(clean_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(URL)
    keys = clean_environment / "keys"
    keys.write_text(new_key_text())
    keys.chmod(0o600)
    monkeypatch.setenv("UPMENTOR_KEY_FILE", str(keys))

    assert "lies beside the database" in failing(run("doctor"))


def test_keys_in_a_dotenv_that_others_can_read_are_told(clean_environment: Path) -> None:
    migrate(URL)
    dotenv = clean_environment / ".env"
    dotenv.write_text(f"UPMENTOR_SECRET_KEYS={new_key_text()}\n")
    dotenv.chmod(0o644)
    assert "chmod 600 .env" in failing(run("doctor"))

    dotenv.chmod(0o600)
    assert "dotenv: .env can be read by this user alone" in says("doctor")


def test_what_was_parked_and_what_was_not_delivered_is_told(clean_environment: Path) -> None:
    begin()
    (clean_environment / "roster.csv").write_text(
        ROSTER.replace("pair\n", "pair,platform\n").replace("DE,1", "DE,1,slack")
    )
    engine = make_engine(URL)
    with engine.begin() as connection:
        row = {"kind": "round.open", "item": "x", "error": "KeyError", "tries": 1}
        connection.execute(parked.insert(), {**row, "parked_at": MONDAY, "retry_at": MONDAY})
    engine.dispose()

    assert "1 items that a tick could not do" in failing(run("doctor"))

"""`upmentor serve` starts, answers and stops, or says why it cannot."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner, Result
from sqlalchemy import insert, text

from adapters.cli.main import cli
from adapters.sql.engine import make_engine
from adapters.sql.schema import alembic_config, migrate
from adapters.sql.tables import schema_note
from bot.privacy.seal import new_key_text
from tests.edge.serving import served, until_ready
from tests.parts.patience import wait_until

pytestmark = pytest.mark.starts_process

URL = "sqlite:///upmentor.db"


def serve(*arguments: str) -> Result:
    """Runs a `serve` that refuses to start."""
    return CliRunner().invoke(cli, ["serve", "--port", "0", *arguments])


def refused(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr


def test_it_answers_and_ends_in_order_on_sigterm(clean_environment: Path) -> None:
    migrate(URL)

    with served(clean_environment) as there:
        assert there.get("/healthz").json() == {"status": "ok"}
        until_ready(there)
        assert there.get("/readyz").json() == {"status": "ok", "database": "ok", "schema": "ok"}
        assert there.get("/").status_code == 404
        assert there.stop() == 0

    assert "stopping" in (clean_environment / "log").read_text()


def test_it_reads_the_charters_before_anybody_asks(clean_environment: Path) -> None:
    migrate(URL)
    log = clean_environment / "log"
    with served(clean_environment) as there:
        wait_until(lambda: "triage warmed up" in log.read_text())
        assert there.stop() == 0


def test_it_serves_again_at_once_after_being_killed(clean_environment: Path) -> None:
    migrate(URL)
    with served(clean_environment) as there:
        there.stop(signal.SIGKILL)

    with served(clean_environment) as there:
        until_ready(there)
        assert there.stop(signal.SIGINT) == 0


@pytest.mark.needs_postgres
def test_it_serves_on_postgres(clean_environment: Path, postgres_database_url: str) -> None:
    migrate(postgres_database_url)
    settings = {"UPMENTOR_DATABASE_URL": postgres_database_url, "UPMENTOR_SECRET_KEYS": new_key_text()}

    with served(clean_environment, **settings) as there:
        until_ready(there)
        assert there.get("/readyz").json()["database"] == "ok"
        assert there.stop() == 0


def test_two_do_not_share_a_sqlite_file(clean_environment: Path) -> None:
    migrate(URL)
    with served(clean_environment):
        assert "Another upmentor serve uses upmentor.db" in refused(serve())


def test_the_chat_page_is_there_when_asked_for(
    clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(URL)
    roster = clean_environment / "roster.csv"
    roster.write_text("email,name,role,timezone\nada@example.com,Ada Okafor,mentor,Europe/Berlin\n")
    assert CliRunner().invoke(cli, ["cohort", "create", "Pilot"]).exit_code == 0
    assert CliRunner().invoke(cli, ["roster", "import", "Pilot", str(roster)]).exit_code == 0

    with served(clean_environment, UPMENTOR_BROWSER="true") as there:
        assert "Ada Okafor" in there.get("/").text
        event = {"act": "typed", "key": "one", "who": "browser::ada@example.com", "text": "/help"}
        assert there.post("/chat/events", event).status_code == 200
        assert "/check-in" in there.get("/?person=browser::ada@example.com").text
        assert there.stop() == 0


def test_the_chat_page_is_not_shown_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(URL)
    monkeypatch.setenv("UPMENTOR_BROWSER", "true")

    assert "needs --host 127.0.0.1" in refused(serve("--host", "0.0.0.0"))  # noqa: S104 - it is refused


def test_a_taken_port_is_a_sentence() -> None:
    migrate(URL)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = refused(CliRunner().invoke(cli, ["serve", "--port", port]))

    assert said == f"Port {port} on 127.0.0.1 is taken by another program. Choose another with --port\n"


@pytest.mark.parametrize(
    "host,said",
    [
        ("192.0.2.1", "192.0.2.1 is not an address of this machine"),
        ("no-such-host.invalid", "no-such-host.invalid cannot be found"),
    ],
)
def test_a_host_that_cannot_be_is_a_sentence(host: str, said: str) -> None:
    migrate(URL)

    assert said in refused(serve("--host", host))


def test_without_a_database_it_says_what_makes_one(clean_environment: Path) -> None:
    assert refused(serve()) == "There is no database at upmentor.db yet. Run: upmentor migrate\n"
    assert list(clean_environment.iterdir()) == []


def test_it_refuses_an_older_schema() -> None:
    engine = make_engine(URL)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
    engine.dispose()

    assert "older schema 0001" in (said := refused(serve()))
    assert "Run: upmentor migrate" in said


@pytest.mark.parametrize("is_compatible", [True, False])
def test_a_newer_schema_is_used_only_if_it_is_marked_compatible(
    clean_environment: Path, *, is_compatible: bool
) -> None:
    migrate(URL)
    engine = make_engine(URL)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        note = {"number": 9_999, "revision": "9999", "is_compatible": is_compatible}
        connection.execute(insert(schema_note), note)
    engine.dispose()

    if is_compatible:
        with served(clean_environment) as there:
            until_ready(there)
    else:
        assert "schema 9999, of a later release" in refused(serve())


def test_it_starts_with_the_keys_of_its_database_or_not_at_all(tmp_path: Path) -> None:
    migrate(URL)
    assert CliRunner().invoke(cli, ["cohort", "create", "Pilot"]).exit_code == 0
    keys = tmp_path / "config" / "upmentor" / "keys"

    kept = keys.read_text()
    keys.unlink()
    assert "opens with no other" in refused(serve())
    assert not keys.exists()

    keys.write_text(new_key_text())
    keys.chmod(0o600)
    assert "The key ring lacks what cohorts are sealed with" in refused(serve())
    assert kept != keys.read_text()


def test_all_problems_of_the_settings_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_TICK_SECONDS", "0")
    monkeypatch.setenv("UPMENTOR_LOG_LEVEL", "loud")

    assert len(refused(serve()).splitlines()) == 2


def test_a_file_that_is_no_database_is_a_sentence(clean_environment: Path) -> None:
    (clean_environment / "upmentor.db").write_text(
        "a shopping list, longer than the header of a database file" * 20
    )

    assert "The database is out of reach" in refused(serve())

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.configuration.settings import Settings, SettingsProblems, read_settings

KEY = "kJ3v0Yw8Zt1qXn5RbA7cDeF9gHiJ2kLmN4oPqRsTuVw"


def refused(said: SettingsProblems | Settings) -> tuple[str, ...]:
    assert isinstance(said, SettingsProblems)
    return said.lines


def accepted(said: SettingsProblems | Settings) -> Settings:
    assert isinstance(said, Settings), said
    return said


def test_nothing_set_is_a_sqlite_file_here() -> None:
    settings = accepted(read_settings())

    assert settings.sqlite_file == Path("upmentor.db")
    assert (settings.tick_seconds, settings.log_level, settings.log_format) == (15, "info", "text")
    assert (settings.admins, settings.browser, settings.public_url) == ((), False, "http://127.0.0.1:8080")


@pytest.mark.parametrize(
    "name,value,said",
    [
        ("DATABASE_URL", "mysql://a@b/c", "is for a database Upmentor does not know"),
        ("DATABASE_URL", "upmentor.db", "is not a database address"),
        ("DATABASE_URL", "postgresql://a@b:port/c", "is not a database address"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("DATABASE_URL", "postgres://a@b/c", "Write postgresql://"),
        ("DATABASE_URL", "postgresql://a@b/c", "UPMENTOR_SECRET_KEYS or UPMENTOR_KEY_FILE is needed"),
        ("PUBLIC_URL", "mentoring.example.com", "is not a web address"),
        ("PUBLIC_URL", "https://[bad", "is not a web address"),
        ("PUBLIC_URL", "https://example.com/?a=b", "is not a web address"),
        ("ADMINS", "ada@example.com, grace", "holds grace, which is not an email"),
        ("TICK_SECONDS", "0", "from 1 to 3600"),
        ("TICK_SECONDS", "soon", "from 1 to 3600"),
        ("LOG_LEVEL", "loud", "is none of debug, info, warning, error"),
        ("LOG_FORMAT", "xml", "is none of text, json"),
        ("BROWSER", "maybe", "is neither true nor false"),
        ("TICKSECONDS", "5", "Did you mean UPMENTOR_TICK_SECONDS?"),
        ("COLOUR", "red", "is not a setting of this version. Remove it"),
    ],
)
def test_a_wrong_value_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"UPMENTOR_{name}", value)

    lines = refused(read_settings())

    assert any(said in line for line in lines)
    assert all("UPMENTOR_" in line for line in lines)


def test_all_problems_come_at_once_and_no_secret_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "DATABASE_URL": "mysql://me:hunter2@host/db",
        "SECRET_KEYS": KEY,
        "KEY_FILE": "keys",
        "TICK_SECONDS": "0",
        "SECRET_KEY": KEY,
    }
    for name, value in wrong.items():
        monkeypatch.setenv(f"UPMENTOR_{name}", value)

    said = read_settings()

    assert len(refused(said)) == 4
    assert "hunter2" not in str(said)
    assert KEY not in str(said)


def test_secrets_are_not_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_DATABASE_URL", "postgresql://me:hunter2@host/db")
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", KEY)

    settings = accepted(read_settings())

    assert "hunter2" not in repr(settings) + settings.database_without_password
    assert KEY not in repr(settings)
    assert settings.sqlite_file is None


def test_a_dotenv_is_read_and_the_environment_wins(
    clean_environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_environment / ".env").write_text(
        "UPMENTOR_TICK_SECONDS=30\nUPMENTOR_LOG_LEVEL=debug\nUPMENTOR_ADMINS=Ada@Example.com;grace@example.com\nOTHER=1\n"
    )
    monkeypatch.setenv("UPMENTOR_LOG_LEVEL", "Warning")
    monkeypatch.setenv("UPMENTOR_PUBLIC_URL", "https://example.com/")

    settings = accepted(read_settings())

    assert (settings.tick_seconds, settings.log_level) == (30, "warning")
    assert settings.admins == ("ada@example.com", "grace@example.com")
    assert settings.public_url == "https://example.com"


def test_a_misspelt_name_in_a_dotenv_is_found(clean_environment: Path) -> None:
    (clean_environment / ".env").write_text("UPMENTOR_PUBLC_URL=https://example.com\n")

    assert "Did you mean UPMENTOR_PUBLIC_URL?" in refused(read_settings())[0]


def test_an_empty_value_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_TICK_SECONDS", "")
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", KEY)
    monkeypatch.setenv("UPMENTOR_KEY_FILE", "")

    assert accepted(read_settings()).tick_seconds == 15


def test_a_dotenv_in_another_encoding_is_a_sentence(clean_environment: Path) -> None:
    (clean_environment / ".env").write_bytes("UPMENTOR_ADMINS=zoë@example.com".encode("latin-1"))

    assert "cannot be read as UTF-8" in refused(read_settings())[0]


@pytest.mark.parametrize("value,shown", [("true", True), ("Yes", True), ("0", False), ("off", False)])
def test_the_chat_page_is_switched_by_a_word(
    monkeypatch: pytest.MonkeyPatch, value: str, shown: bool
) -> None:
    monkeypatch.setenv("UPMENTOR_BROWSER", value)

    assert accepted(read_settings()).browser is shown

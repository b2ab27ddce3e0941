"""Runs `upmentor` in this process."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from adapters.cli.main import cli
from adapters.sql.schema import migrate

URL = "sqlite:///upmentor.db"
HEADER = "email,name,role,timezone,country,pair"
ROWS = (
    "ada@example.com,Ada Okafor,mentor,Europe/Berlin,DE,1",
    "bo@example.com,Bo Lind,executive,Europe/Stockholm,SE,1",
    "lea@example.com,Lea Roth,lead,Europe/Berlin,DE,",
    "kim@example.com,Kim Novak,contact,Europe/Prague,CZ,",
)
ROSTER = "\n".join((HEADER, *ROWS)) + "\n"


def run(*arguments: str) -> Result:
    """Runs a command. Raises what it did not handle."""
    result = CliRunner().invoke(cli, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def says(*arguments: str) -> str:
    """Runs a command that must succeed, and returns its output."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def says_json(*arguments: str) -> Any:
    return json.loads(says(*arguments))


def refuses(*arguments: str) -> str:
    """Runs a command that must fail, and returns its reason."""
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    return result.stderr


def begin() -> None:
    """Makes a database with an empty cohort."""
    migrate(URL)
    says("cohort", "create", "Pilot")

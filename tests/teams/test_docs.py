"""The page says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.chat.failure_table import TryAgain
from adapters.configuration.settings import Settings, env_name
from adapters.teams import limits
from adapters.teams.app import PATH
from adapters.teams.directory import MAILBOX, PEOPLE
from adapters.teams.failures import FAILURES, INSTALL_PERMISSION
from adapters.teams.manifest import BotRegistration, build_manifest
from adapters.teams.rate_limit import A_SECOND, SPANS

PAGE = (Path(__file__).parents[2] / "docs" / "teams.md").read_text("utf-8")


def test_every_setting_is_there_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        if name.startswith("teams_"):
            row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{env_name(name)}`"))
            if isinstance(field.default, str):
                assert f"| `{field.default}` |" in row


@pytest.mark.parametrize("permission", [PEOPLE, MAILBOX, INSTALL_PERMISSION])
def test_every_permission_of_graph_has_its_reason(permission: str) -> None:
    assert f"| `{permission}` | " in PAGE


def test_what_the_package_asks_for_is_named() -> None:
    asked = build_manifest(BotRegistration(app_id="id", url="https://mentoring.example.com"))["permissions"]
    assert " and ".join(f"`{permission}`" for permission in asked) in PAGE


def test_the_limits_are_those_of_the_code() -> None:
    told = " ".join(PAGE.split())
    (a_second, _), _, (in_thirty, _), (an_hour, _) = SPANS
    assert (
        f"{A_SECOND} calls a second in a tenant, and {a_second} a second, {in_thirty} in 30 seconds" in told
    )
    assert f"{an_hour:,} an hour in one chat" in told
    assert (
        f"A card has at most {limits.CARD_BYTES // 1_000} KB, a dialog {limits.DIALOG_BYTES // 1_000} KB"
        in told
    )
    assert all(isinstance(FAILURES[status], TryAgain) for status in (412, 429, 502, 503, 504))
    assert f"https://mentoring.example.com{PATH}" in PAGE


def test_its_pictures_are_there() -> None:
    for name in ("check-in", "form", "home"):
        assert f"pictures/teams-{name}.png" in PAGE
        assert (Path(__file__).parents[2] / "docs" / "pictures" / f"teams-{name}.png").exists()

"""The page says what the code does, and `serve` without Slack loads nothing of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from adapters.configuration.settings import Settings, env_name
from adapters.slack.messenger import UPDATES_A_MINUTE
from adapters.slack.scopes import SCOPES

PAGE = (Path(__file__).parents[2] / "docs" / "slack.md").read_text("utf-8")


def test_every_scope_is_explained_as_the_manifest_does() -> None:
    for scope, reason in SCOPES.items():
        assert f"| `{scope}` | {reason} |" in PAGE


def test_every_setting_is_there_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        if name.startswith("slack_"):
            assert f"`{env_name(name)}`" in PAGE
            assert field.default is None or f"`{field.default}`" in PAGE
    assert f"{UPDATES_A_MINUTE} a minute" in PAGE


@pytest.mark.starts_process
def test_without_slack_its_libraries_are_not_loaded() -> None:
    told = (
        "import sys, adapters.main, adapters.cli.main, adapters.runtime.serving, adapters.operator.doctor\n"
    )
    told += "print([name for name in sys.modules if name.startswith(('slack_', 'adapters.slack', 'yaml'))])"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"

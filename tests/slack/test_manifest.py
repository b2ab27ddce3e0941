"""The manifest, by the rules of Slack's own schema (github.com/slackapi/manifest-schema), and its command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from adapters.cli.main import cli
from adapters.slack.manifest import RESERVED, build_manifest, manifest_text
from adapters.slack.scopes import EVENTS, SCOPES
from bot.features import COMMANDS, FEATURES, SHORTCUTS
from tests.slack.server.methods import METHODS

URL = "https://mentoring.example.com"


@pytest.fixture(params=[False, True], ids=["http", "socket"])
def manifest(request: pytest.FixtureRequest) -> dict[str, Any]:
    return build_manifest(URL, socket_mode=request.param)


def test_what_is_written_is_what_was_meant(manifest: dict[str, Any]) -> None:
    assert yaml.safe_load(manifest_text(manifest)) == manifest


def test_lengths_are_slacks(manifest: dict[str, Any]) -> None:
    about, features = manifest["display_information"], manifest["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4_000
    assert 1 <= len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert shortcut["type"] in ("message", "global")
    assert 1 <= len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert len(command["description"]) <= 2_000


def test_every_command_and_shortcut_is_one_that_is_handled(manifest: dict[str, Any]) -> None:
    offered = {command["command"].removeprefix("/") for command in manifest["features"]["slash_commands"]}
    assert offered == {name for name, _ in COMMANDS} - RESERVED
    assert offered <= set(FEATURES.commands)
    assert {word for word, *_ in SHORTCUTS} <= set(FEATURES.commands)


def test_one_address_serves_everything_and_none_is_needed_with_sockets() -> None:
    http = manifest_text(build_manifest(URL, socket_mode=False))
    assert {line.split(": ")[1] for line in http.splitlines() if "url: " in line} == {f"{URL}/slack/events"}
    assert URL not in manifest_text(build_manifest(URL, socket_mode=True))


def test_every_scope_and_event_has_its_reason_beside_it(manifest: dict[str, Any]) -> None:
    text = manifest_text(manifest)
    for name, reason in {**SCOPES, **EVENTS}.items():
        assert f"- {name}  # {reason}" in text


def test_the_scopes_are_those_that_what_we_call_needs() -> None:
    needed = {method.scope for method in METHODS.values() if method.scope}
    for_events = {"app_mentions:read", "im:history", "commands"}
    assert set(SCOPES) == needed | for_events


def test_the_command_writes_it(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["manifest", "slack", "--url", URL, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert yaml.safe_load((tmp_path / "out/slack-manifest.yaml").read_text()) == build_manifest(
        URL, socket_mode=False
    )


@pytest.mark.parametrize(
    "url", ["", "http://h.example.com", "https://h.example.com/path", "https://[bad", "h"]
)
def test_an_address_slack_cannot_reach_is_wrong_usage(tmp_path: Path, url: str) -> None:
    done = CliRunner().invoke(cli, ["manifest", "slack", "--url", url, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "https" in done.output


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(
        cli, ["manifest", "slack", "--socket-mode", "--out", str(tmp_path / "file" / "out")]
    )
    assert done.exit_code == 1
    assert "cannot be written" in done.output

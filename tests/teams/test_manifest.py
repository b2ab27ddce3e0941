"""The packages for Teams, by the schema that Microsoft publishes (npm `@microsoft/app-manifest`), and the command."""

from __future__ import annotations

import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from adapters.cli.main import cli
from adapters.teams.manifest import MOST_COMMANDS, BotRegistration, build_manifest, teams_package
from bot.features import COMMANDS, FEATURES

URL = "https://mentoring.example.com"
APP = "9a8b7c6d-1111-4222-8333-444455556666"
BOT = BotRegistration(app_id=APP, url=URL)


@pytest.fixture(params=[False, True], ids=["everywhere", "slash"])
def manifest(request: pytest.FixtureRequest) -> dict[str, Any]:
    return build_manifest(BOT, slash=request.param)


def problems_of(manifest: dict[str, Any], npm: Path) -> list[str]:
    kept = "@microsoft/app-manifest/build/json-schemas/teams"
    path = npm / kept / f"v{manifest['manifestVersion']}" / "MicrosoftTeams.schema.json"
    schema = jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))
    return [error.message for error in schema.iter_errors(manifest)]


def test_microsofts_schema_takes_it(manifest: dict[str, Any], npm_packages: Path) -> None:
    assert problems_of(manifest, npm_packages) == []


def test_microsofts_schema_refuses_what_is_wrong(manifest: dict[str, Any], npm_packages: Path) -> None:
    manifest["bots"][0]["commandLists"][0]["commands"] *= 2
    manifest["description"]["short"] *= 2
    manifest["id"] = "upmentor"
    assert len(problems_of(manifest, npm_packages)) == 3


def test_every_command_is_one_that_is_handled(manifest: dict[str, Any]) -> None:
    for listed in manifest["bots"][0]["commandLists"]:
        assert [one["title"] for one in listed["commands"]] == [name for name, _ in COMMANDS][:MOST_COMMANDS]
        assert {one["title"] for one in listed["commands"]} <= set(FEATURES.commands)
    for one in manifest["composeExtensions"][0]["commands"]:
        assert one["id"] in FEATURES.commands
        assert one["fetchTask"]


def test_commands_on_messages_read_the_message(manifest: dict[str, Any]) -> None:
    on_messages = {
        one["id"] for one in manifest["composeExtensions"][0]["commands"] if "message" in one["context"]
    }
    assert on_messages == {word for word, one in FEATURES.commands.items() if one.on_message}


def test_a_slash_is_in_one_of_the_packages_only() -> None:
    assert "slash" not in json.dumps(build_manifest(BOT))
    with_slash = build_manifest(BOT, slash=True)
    assert with_slash["bots"][0]["supportsTargetedMessages"]
    assert "slash" in with_slash["bots"][0]["commandLists"][1]["triggers"]
    assert with_slash["id"] == build_manifest(BOT)["id"]


def test_the_package_has_icons_of_the_right_size(manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(BytesIO(teams_package(manifest))) as package:
        assert json.loads(package.read("manifest.json")) == manifest
        assert set(package.namelist()) == {"manifest.json", *manifest["icons"].values()}
        assert _size_of(package.read("color.png")) == (192, 192)
        assert _size_of(package.read("outline.png")) == (32, 32)


def test_the_same_package_comes_of_the_same_words(manifest: dict[str, Any]) -> None:
    assert teams_package(manifest) == teams_package(manifest)


def test_the_command_writes_both(tmp_path: Path) -> None:
    arguments = [
        "--url",
        f"{URL}/",
        "--app-id",
        APP,
        "--organisation",
        "Example Ltd",
        "--out",
        str(tmp_path / "out"),
    ]
    done = CliRunner().invoke(cli, ["manifest", "teams", *arguments])
    assert done.exit_code == 0, done.output
    bot = BotRegistration(app_id=APP, url=URL, organisation="Example Ltd")
    assert (tmp_path / "out/upmentor-teams.zip").read_bytes() == teams_package(build_manifest(bot))
    slash = teams_package(build_manifest(bot, slash=True))
    assert (tmp_path / "out/upmentor-teams-slash.zip").read_bytes() == slash


def test_the_settings_know_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UPMENTOR_TEAMS_APP_ID", APP)
    monkeypatch.setenv("UPMENTOR_TEAMS_TENANT_ID", APP)
    done = CliRunner().invoke(cli, ["manifest", "teams", "--url", URL, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "upmentor-teams.zip").read_bytes() == teams_package(build_manifest(BOT))


@pytest.mark.parametrize(
    "wrong",
    [
        ["--url", "http://h.example.com"],
        ["--url", "https://h.example.com/path"],
        ["--url", "https://[bad"],
        ["--app-id", "upmentor"],
        ["--privacy-url", "privacy.html"],
        ["--terms-url", "http://example.com"],
        ["--organisation", "x" * 33],
    ],
)
def test_what_teams_would_refuse_is_wrong_usage(tmp_path: Path, wrong: list[str]) -> None:
    right = ["--url", URL, "--app-id", APP, "--out", str(tmp_path)]
    done = CliRunner().invoke(cli, ["manifest", "teams", *right, *wrong])
    assert done.exit_code == 2
    assert wrong[0] in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_bot_that_is_not_named_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UPMENTOR_TEAMS_APP_ID", raising=False)
    done = CliRunner().invoke(cli, ["manifest", "teams", "--url", URL, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "--app-id" in done.output


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    right = ["--url", URL, "--app-id", APP, "--out", str(tmp_path / "file" / "out")]
    done = CliRunner().invoke(cli, ["manifest", "teams", *right])
    assert done.exit_code == 1
    assert "cannot be written" in done.output


def _size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height

"""What an operator writes of a desk, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.configuration.settings import Settings, SettingsProblems, read_settings
from adapters.desk.factory import open_desk
from tests.desk.desks import WallClock

SECRET, TOKEN = "a-secret-that-both-sides-know-0123", "a-token-of-the-desk-0123"
URL = "https://it.example.com"
WHOLE: dict[str, dict[str, str]] = {
    "queue": {},
    "webhook": {"DESK_URL": f"{URL}/hook", "DESK_SECRET": SECRET},
    "jira": {"DESK_URL": URL, "DESK_TOKEN": TOKEN, "DESK_USER": "bot@example.com", "DESK_QUEUE": "3/25"},
    "servicenow": {"DESK_URL": URL, "DESK_TOKEN": TOKEN, "DESK_USER": "bot"},
    "request_tracker": {"DESK_URL": URL, "DESK_TOKEN": TOKEN, "DESK_QUEUE": "IT", "DESK_SECRET": SECRET},
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def reads(monkeypatch: pytest.MonkeyPatch, **written: str) -> Settings | SettingsProblems:
    for name, value in written.items():
        monkeypatch.setenv(f"UPMENTOR_{name}", value)
    return read_settings()


@pytest.mark.parametrize("kind", WHOLE)
async def test_each_desk_opens_by_its_settings(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    settings = reads(monkeypatch, DESK=kind, **WHOLE[kind])

    assert isinstance(settings, Settings), settings
    opened = open_desk(settings, WallClock())
    assert opened.desk.name == kind
    assert TOKEN not in repr(settings) + repr(opened)
    assert SECRET not in repr(settings) + repr(opened)
    await opened.close()


@pytest.mark.parametrize(
    "kind,needed",
    [
        ("webhook", ["DESK_URL", "DESK_SECRET"]),
        ("jira", ["DESK_URL", "DESK_TOKEN", "DESK_QUEUE"]),
        ("servicenow", ["DESK_URL", "DESK_TOKEN"]),
        ("request_tracker", ["DESK_URL", "DESK_TOKEN", "DESK_QUEUE"]),
    ],
)
def test_all_that_is_missing_is_named_at_once(
    monkeypatch: pytest.MonkeyPatch, kind: str, needed: list[str]
) -> None:
    said = reads(monkeypatch, DESK=kind)

    assert isinstance(said, SettingsProblems)
    assert [line.split()[0] for line in said.lines] == [f"UPMENTOR_{name}" for name in needed]


@pytest.mark.parametrize(
    "written,said",
    [
        ({"DESK": "zendesk"}, "is none of queue, webhook, jira, servicenow, request_tracker"),
        ({"DESK_URL": URL}, "has no effect with UPMENTOR_DESK=queue"),
        ({"DESK": "jira", **WHOLE["jira"], "DESK_QUEUE": "IT"}, "is not like 3/25"),
        ({"DESK": "servicenow", **WHOLE["servicenow"], "DESK_QUEUE": "../x"}, "is not like incident"),
        ({"DESK": "jira", **WHOLE["jira"], "DESK_URL": "http://it.example.com"}, "Write https://"),
        ({"DESK": "jira", **WHOLE["jira"], "DESK_URL": "https://a:b@it.example.com"}, "holds a password"),
        ({"DESK": "jira", **WHOLE["jira"], "DESK_TOKEN": "two words"}, "contains a character"),
        ({"DESK": "webhook", **WHOLE["webhook"], "DESK_SECRET": "short"}, "is too short"),
        ({"DESK": "request_tracker", **WHOLE["request_tracker"], "DESK_USER": "x"}, "has no effect with"),
    ],
)
def test_what_does_not_fit_is_said_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, written: dict[str, str], said: str
) -> None:
    problems = reads(monkeypatch, **written)

    assert isinstance(problems, SettingsProblems)
    assert len(problems.lines) == 1
    assert said in problems.lines[0]
    assert problems.lines[0].startswith("UPMENTOR_DESK")


def test_this_machine_may_be_spoken_to_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {**WHOLE["request_tracker"], "DESK_URL": "http://127.0.0.1:8000"}
    assert isinstance(reads(monkeypatch, DESK="request_tracker", **written), Settings)

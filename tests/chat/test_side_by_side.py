"""Slack and Teams can be read side by side: the same file names, class names and function names for the same jobs."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import adapters

FOLDER = Path(adapters.__file__).parent
SAME_JOB = {"block_kit.py": "adaptive_cards.py"}
"""The builders have the name of what they build: Slack's file, and Teams'."""
SLACK_ONLY = {
    "chart_drawing.py": "the gallery draws Slack's charts itself; Microsoft publishes a renderer for Teams'",
    "events_api.py": "Slack wraps events in an envelope of their own, beside commands and interactions",
    "installations.py": "Slack has a token for each workspace",
    "oauth.py": "a workspace installs the app by OAuth",
    "scopes.py": "a Slack app asks for scopes",
    "socket_mode.py": "Slack can send by a WebSocket that we open",
}
TEAMS_ONLY = {
    "contacts.py": "Teams lets a bot speak first only where it has a conversation reference",
    "credentials.py": "Azure has passwords and managed identities",
    "invoke_responses.py": "the answer to an invoke goes in the response to its request",
    "microsoft_client.py": "logins, keys and the directory are other services than the Connector",
    "responses.py": "two clients read Microsoft's answers",
    "service_urls.py": "an activity names the address that we answer to, so it must be an allowed one",
    "signing_keys.py": "Teams signs with keys that it publishes, Slack with a shared secret",
    "time_zones.py": "Microsoft names time zones as Windows does",
    "tokens.py": "Microsoft's tokens live for an hour",
}
FUNCTIONS = {
    "action_data.py": {"decode_values"},
    "doctor.py": {"run_checks"},
    "failures.py": {"is_gone", "is_rate_limit", "meaning_of", "outcome_of"},
    "gallery_preview.py": {"preview_screen"},
    "inbound.py": {"parse_event"},
    "inputs.py": {"render_field"},
    "manifest.py": {"build_manifest"},
    "messenger.py": {"receipt"},
    "plain_text.py": {"plain_text"},
    "rate_limit.py": {"new_limiter"},
    "render.py": {"render_form", "render_message"},
    "responders.py": {"responder_for"},
    "tables_and_charts.py": {"can_draw", "render_chart", "render_table"},
    "text_fallback.py": {"chart_text", "table_text"},
}
"""The functions that both files of a name have."""
METHODS = {
    "App": {"add_routes", "close", "take"},
    "ChatClient": {"send_direct", "send_ephemeral", "update"},
    "Directory": {"look_up", "profile"},
    "Edge": {"add_to", "close"},
    "MessageResponder": {"answer"},
    "Messenger": {"send"},
    "Verifier": {"refuses"},
}
"""The public methods that `Slack…` and `Teams…` of this name both have."""
NO_PAIR = {
    "SlackClient": "Microsoft has two APIs: `ConnectorClient` and `MicrosoftClient`",
    "SlackResponder": "the base of six responders; Teams has two and needs none",
}
"""Classes of one platform's name without a counterpart."""


def files(platform: str) -> set[str]:
    return {path.name for path in (FOLDER / platform).glob("*.py")}


def parsed(platform: str, name: str) -> ast.Module:
    return ast.parse((FOLDER / platform / name).read_text("utf-8"))


def functions(tree: ast.Module | ast.ClassDef) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def classes(platform: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for name in sorted(files(platform)):
        for node in parsed(platform, name).body:
            if isinstance(node, ast.ClassDef) and node.name.startswith(platform.title()):
                yield name, node


def suffixes(platform: str) -> Mapping[str, tuple[str, ast.ClassDef]]:
    """Each class that has the platform's name: what follows that, its file, and itself."""
    return {
        node.name.removeprefix(platform.title()): (name, node)
        for name, node in classes(platform)
        if node.name not in NO_PAIR
    }


def test_both_folders_have_the_same_files() -> None:
    slack = {SAME_JOB.get(name, name) for name in files("slack")} - SLACK_ONLY.keys()
    assert slack == files("teams") - TEAMS_ONLY.keys()


def test_no_exception_is_stale() -> None:
    assert SLACK_ONLY.keys() <= files("slack") - files("teams")
    assert TEAMS_ONLY.keys() <= files("teams") - files("slack")
    names = {node.name for platform in ("slack", "teams") for _, node in classes(platform)}
    assert NO_PAIR.keys() <= names


def test_classes_come_in_pairs_from_files_of_one_name() -> None:
    slack, teams = suffixes("slack"), suffixes("teams")
    assert slack.keys() == teams.keys()
    assert [name for name, (file, _) in slack.items() if teams[name][0] != SAME_JOB.get(file, file)] == []
    assert METHODS.keys() <= slack.keys()


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_functions_of_the_same_job_have_the_same_name(platform: str) -> None:
    for name, wanted in FUNCTIONS.items():
        assert wanted <= functions(parsed(platform, name)), name


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_methods_of_the_same_job_have_the_same_name(platform: str) -> None:
    for name, wanted in METHODS.items():
        assert wanted <= functions(suffixes(platform)[name][1]), name


def test_no_function_of_both_is_left_out_of_the_table() -> None:
    for name in files("slack") & files("teams"):
        both = functions(parsed("slack", name)) & functions(parsed("teams", name))
        assert {one for one in both if not one.startswith("_")} == FUNCTIONS.get(name, set()), name


@pytest.mark.parametrize("folder", ["chat", "slack", "teams"])
def test_the_map_names_each_file_once(folder: str) -> None:
    readme = (FOLDER / folder / "README.md").read_text("utf-8")
    for name in files(folder) - {"__init__.py"}:
        assert readme.count(f"| `{name}` |") == 1, name
    listed = {line.split("`")[1] for line in readme.splitlines() if line.startswith("| `")}
    assert listed <= files(folder)

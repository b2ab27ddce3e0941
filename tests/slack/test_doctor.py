"""`doctor` on Slack, with each kind of settings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from adapters.chat.doctor import Check
from adapters.chat.installations import Installation
from adapters.configuration.settings import Settings, SettingsProblems, read_settings
from adapters.slack.doctor import run_checks
from adapters.slack.scopes import SCOPES
from tests.slack.server.client import SIGNING_SECRET
from tests.slack.server.faults import Fault, Refuse, Reset, Status
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import APP_TOKEN, BOT_TOKEN

pytestmark = pytest.mark.usefixtures("folder")


async def looks(slack: SlackServer, *installed: Installation, **more: object) -> dict[str, Check]:
    given = {
        "slack_bot_token": SecretStr(BOT_TOKEN),
        "slack_signing_secret": SecretStr(SIGNING_SECRET),
        "slack_api_url": slack.api_url,
    } | more
    found = run_checks(Settings(**{k: v for k, v in given.items() if v is not None}), installed)  # type: ignore[arg-type]  # by name
    return {look.name: look async for look in found}


async def test_all_is_well(slack: SlackServer) -> None:
    found = await looks(slack, slack_app_token=SecretStr(APP_TOKEN))
    assert not any(look.fix for look in found.values())
    assert found["slack token"].message == "works in Mentors (T07MENTOR1)"
    assert found["slack scopes"].message == "all there, and no more than we use"
    assert found["slack socket"].message == "Socket Mode connects"


async def test_missing_scopes_are_named_with_their_reasons(slack: SlackServer) -> None:
    slack.space.tokens[BOT_TOKEN] = frozenset(SCOPES) - {"users:read", "im:history"} | {"channels:read"}
    found = await looks(slack)
    assert f"users:read, {SCOPES['users:read']}" in found["slack scopes"].message
    assert "im:history" in found["slack scopes"].message
    assert "install the app again" in found["slack scopes"].fix


async def test_needless_scopes_are_named(slack: SlackServer) -> None:
    slack.space.tokens[BOT_TOKEN] = frozenset(SCOPES) | {"channels:read"}
    look = (await looks(slack))["slack scopes"]
    assert (look.message, look.fix) == ("all there, and more than we use: channels:read", "")


@pytest.mark.parametrize(
    "fault,said,mend",
    [
        (Refuse("token_revoked"), "our token was revoked (token_revoked)", "Install the app again"),
        (Refuse("account_inactive"), "was deactivated (account_inactive)", "Install the app again"),
        (Status(200), "was not Slack's API", "Look at the network"),
        (Reset(), "the connection to Slack broke", "Look at the network"),
    ],
)
async def test_a_token_that_does_not_work(slack: SlackServer, fault: Fault, said: str, mend: str) -> None:
    slack.faults.plan("auth.test", fault)
    look = (await looks(slack))["slack token"]
    assert said in look.message
    assert mend in look.fix
    assert BOT_TOKEN not in f"{look}"


async def test_a_socket_that_does_not_connect(slack: SlackServer) -> None:
    look = (await looks(slack, slack_app_token=SecretStr("xapp-wrong")))["slack socket"]
    assert "does not take our token" in look.message
    assert "UPMENTOR_SLACK_APP_TOKEN" in look.fix


async def test_many_workspaces(slack: SlackServer) -> None:
    oauth = {"slack_bot_token": None, "slack_client_id": "1.2", "slack_client_secret": SecretStr("s")}
    assert (await looks(slack, **oauth))["slack workspaces"].fix.endswith("/slack/install")
    mentors = Installation(
        workspace="T07MENTOR1",
        enterprise="",
        name="Mentors",
        token=BOT_TOKEN,
        bot_user="U1",
        bot="B1",
        app="A1",
        scopes=(),
        installed_at=datetime.now(UTC),
    )
    found = await looks(slack, mentors, **oauth)
    assert found["slack workspaces"].message == "Mentors (T07MENTOR1)"
    assert not found["slack token of T07MENTOR1"].fix


def problems(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    for name, value in given.items():
        monkeypatch.setenv(f"UPMENTOR_SLACK_{name.upper()}", value)
    said = read_settings()
    return str(said) if isinstance(said, SettingsProblems) else ""


@pytest.mark.parametrize(
    "given,said",
    [
        ({"bot_token": BOT_TOKEN}, "UPMENTOR_SLACK_SIGNING_SECRET is needed for what Slack sends by HTTP"),
        (
            {"bot_token": APP_TOKEN, "app_token": BOT_TOKEN},
            "is not a Slack bot token: those begin with xoxb-",
        ),
        ({"bot_token": APP_TOKEN, "app_token": BOT_TOKEN}, "is not a Slack app-level token"),
        ({"signing_secret": "s"}, "UPMENTOR_SLACK_SIGNING_SECRET is not enough alone"),
        ({"app_token": APP_TOKEN, "signing_secret": "s"}, "are not enough alone"),
        ({"client_id": "1.2"}, "belong together"),
        ({"client_secret": "s", "signing_secret": "s"}, "belong together"),
        (
            {"bot_token": BOT_TOKEN, "client_id": "1.2", "client_secret": "s", "signing_secret": "s"},
            "Keep one: the token is for one workspace, OAuth for many",
        ),
        ({"client_id": "1.2", "client_secret": "s"}, "UPMENTOR_SLACK_SIGNING_SECRET is needed"),
        ({"api_url": "slack.com"}, "is not a web address"),
        ({"messages_a_minute": "0"}, "is not a whole number from 1 to 60000"),
        ({"messages_a_minute": "many"}, "is not a whole number from 1 to 60000"),
    ],
)
def test_what_contradicts_itself_is_named(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str
) -> None:
    lines = problems(monkeypatch, **given)
    assert said in lines
    assert not any(secret in lines for secret in (BOT_TOKEN, APP_TOKEN))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"bot_token": BOT_TOKEN, "signing_secret": "s"},
        {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN},
        {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "signing_secret": "s"},
        {"client_id": "1.2", "client_secret": "s", "signing_secret": "s"},
        {"client_id": "1.2", "client_secret": "s", "app_token": APP_TOKEN},
    ],
)
def test_what_belongs_together_is_taken(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    assert problems(monkeypatch, **given) == ""


def test_an_api_elsewhere_ends_with_one_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_SLACK_API_URL", "https://slack-gov.com/api")
    settings = read_settings()
    assert isinstance(settings, Settings)
    assert settings.slack_api_url == "https://slack-gov.com/api/"

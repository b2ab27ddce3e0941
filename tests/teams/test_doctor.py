"""`doctor` on Teams, with each kind of settings."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from adapters.chat.doctor import Check
from adapters.configuration.settings import Settings, SettingsProblems, read_settings
from adapters.teams.doctor import run_checks
from tests.teams.server.faults import Fault, Page, Refuse, Reset
from tests.teams.server.names import APP_ID, OTHER_TENANT, PASSWORD, TENANT
from tests.teams.server.server import TeamsServer

pytestmark = pytest.mark.usefixtures("folder")


async def looks(teams: TeamsServer, **more: object) -> dict[str, Check]:
    given = {
        "public_url": "https://mentoring.example.com",
        "teams_app_id": APP_ID,
        "teams_app_password": SecretStr(PASSWORD),
        "teams_tenant_id": TENANT,
        "teams_openid_metadata_url": f"{teams.url}/v1/.well-known/openidconfiguration",
        "teams_login_url": teams.url,
    } | more
    settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # by name
    return {look.name: look async for look in run_checks(settings)}


async def test_all_is_well(teams: TeamsServer) -> None:
    found = await looks(teams)
    assert not any(look.fix for look in found.values()), found
    assert found["teams credentials"].message == f"a token came by the password of {APP_ID}"
    assert found["teams signing keys"].message.startswith("1 at ")
    assert "https://mentoring.example.com/api/messages" in found["teams endpoint"].message


@pytest.mark.parametrize(
    "wrong,said,mend",
    [
        ({"teams_app_password": SecretStr("x")}, "does not take our password", "Make a new client secret"),
        ({"teams_app_id": OTHER_TENANT}, "does not know our app", "Check UPMENTOR_TEAMS_APP_ID"),
        ({"teams_tenant_id": OTHER_TENANT}, "does not know the tenant", "Check UPMENTOR_TEAMS_APP_ID"),
        ({"teams_login_url": "http://127.0.0.1:9"}, "could not be reached", "Look at the network"),
    ],
)
async def test_what_is_wrong_with_the_credentials(
    teams: TeamsServer, wrong: dict[str, object], said: str, mend: str
) -> None:
    look = (await looks(teams, **wrong))["teams credentials"]
    assert said in look.message
    assert look.fix.startswith(mend)
    assert "delivery" not in look.fix


@pytest.mark.parametrize("fault", [Refuse(503), Page(200), Reset()])
async def test_keys_that_cannot_be_fetched(teams: TeamsServer, fault: Fault) -> None:
    teams.faults.plan("metadata", fault)
    look = (await looks(teams))["teams signing keys"]
    assert "could not be fetched" in look.message
    assert look.fix.startswith("Look at the network")


async def test_an_address_that_teams_cannot_call(teams: TeamsServer) -> None:
    look = (await looks(teams, public_url=None))["teams endpoint"]
    assert "UPMENTOR_PUBLIC_URL" in look.fix


async def test_a_managed_identity(teams: TeamsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{teams.url}/identity/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header")
    assert "managed identity" in (await looks(teams, teams_app_password=None))["teams credentials"].message
    monkeypatch.setenv("IDENTITY_HEADER", "another")
    look = (await looks(teams, teams_app_password=None))["teams credentials"]
    assert "UPMENTOR_TEAMS_APP_PASSWORD" in look.fix


async def test_a_test_client_needs_nothing(teams: TeamsServer) -> None:
    found = await looks(teams, teams_anonymous=True, teams_app_id=None, teams_app_password=None)
    assert [look.fix for look in found.values()] == [""]


@pytest.mark.parametrize(
    "given,said",
    [
        ({"APP_ID": APP_ID}, "UPMENTOR_TEAMS_TENANT_ID is needed"),
        ({"APP_PASSWORD": "x"}, "UPMENTOR_TEAMS_APP_PASSWORD has no effect alone"),
        ({"TENANT_ID": TENANT}, "UPMENTOR_TEAMS_TENANT_ID has no effect alone"),
        ({"APP_ID": "mentor", "TENANT_ID": TENANT}, "UPMENTOR_TEAMS_APP_ID is not a Microsoft id"),
        ({"APP_ID": APP_ID, "TENANT_ID": "common"}, "UPMENTOR_TEAMS_TENANT_ID is not a Microsoft id"),
        ({"ANONYMOUS": "true", "APP_PASSWORD": "x"}, "are both set"),
        ({"SERVICE_URLS": "http://smba.example.com/"}, "is not an https address"),
        ({"LOGIN_URL": "login.example.com"}, "is not a web address"),
    ],
)
def test_settings_that_do_not_fit(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"UPMENTOR_TEAMS_{name}", value)
    settings = read_settings()
    assert isinstance(settings, SettingsProblems)
    assert said in str(settings)


def test_a_government_cloud_is_all_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "APP_ID": APP_ID.upper(),
        "TENANT_ID": TENANT,
        "LOGIN_URL": "https://login.microsoftonline.us",
        "OPENID_METADATA_URL": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
        "BOT_FRAMEWORK_URL": "https://api.botframework.us",
        "GRAPH_URL": "https://graph.microsoft.us/",
        "SERVICE_URLS": "https://smba.infra.gov.teams.microsoft.us, https://smba.infra.dod.teams.microsoft.us/",
    }.items():
        monkeypatch.setenv(f"UPMENTOR_TEAMS_{name}", value)
    settings = read_settings()
    assert isinstance(settings, Settings)
    assert settings.teams_app_id == APP_ID
    assert settings.teams_graph_url == "https://graph.microsoft.us"
    assert settings.teams_service_urls == (
        "https://smba.infra.gov.teams.microsoft.us/",
        "https://smba.infra.dod.teams.microsoft.us/",
    )

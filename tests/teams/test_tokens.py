"""Our own tokens: one request however many ask, again before they expire, and shown to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from adapters.chat.http_call import CallFailed
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.tokens import AFTER_FAILURE, ClientSecret, ManagedIdentity, Secret, Tokens
from tests.teams.server.faults import Fault, Page, Refuse, Reset
from tests.teams.server.names import APP_ID, ISSUER, PASSWORD, TENANT
from tests.teams.server.server import TeamsServer
from tests.teams.test_signing_keys import Hands

Made = Callable[..., Tokens]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def made(teams: TeamsServer, microsoft: MicrosoftClient, hands: Hands) -> Made:
    def make(password: str = PASSWORD, tenant: str = TENANT, app_id: str = APP_ID) -> Tokens:
        grants = ClientSecret(
            microsoft=microsoft, login_url=teams.url, tenant=tenant, app_id=app_id, password=Secret(password)
        )
        return Tokens(grants, seconds=hands)

    return make


async def test_however_many_ask_at_once_it_is_fetched_once(teams: TeamsServer, made: Made) -> None:
    tokens = made()
    found = await asyncio.gather(*(tokens.token(ISSUER) for _ in range(50)))
    assert len(set(map(id, found))) == 1
    [call] = teams.calls_of("login")
    assert call.sent["grant_type"] == "client_credentials"
    assert call.sent["scope"] == f"{ISSUER}/.default"


async def test_it_is_fetched_again_shortly_before_it_expires(
    teams: TeamsServer, made: Made, hands: Hands
) -> None:
    tokens = made()
    first = await tokens.token(ISSUER)
    hands.at += 3_200
    assert await tokens.token(ISSUER) == first
    hands.at += 100
    assert await tokens.token(ISSUER) != first
    assert len(teams.calls_of("login")) == 2


async def test_a_token_that_lives_a_moment_is_used_for_half_of_it(
    teams: TeamsServer, made: Made, hands: Hands
) -> None:
    teams.token_lives, tokens = 10, made()
    await tokens.token(ISSUER)
    hands.at += 4.9
    await tokens.token(ISSUER)
    assert len(teams.calls_of("login")) == 1
    hands.at += 0.2
    await tokens.token(ISSUER)
    assert len(teams.calls_of("login")) == 2


async def test_resources_have_tokens_of_their_own(teams: TeamsServer, made: Made) -> None:
    tokens = made()
    assert await tokens.token(ISSUER) != await tokens.token("https://graph.example.com")


async def test_a_doubted_token_is_not_used_again(teams: TeamsServer, made: Made) -> None:
    tokens = made()
    first = await tokens.token(ISSUER)
    assert isinstance(first, Secret)
    tokens.doubt(ISSUER, first)
    second = await tokens.token(ISSUER)
    assert second != first
    tokens.doubt(ISSUER, first)  # somebody else's late news of the same
    assert await tokens.token(ISSUER) == second


@pytest.mark.parametrize(
    "fault,code",
    [
        (Refuse(503, "temporarily_unavailable"), "temporarily_unavailable"),
        (Page(200), "not_microsoft"),
        (Page(502), "not_microsoft"),
        (Reset(), "cut_off"),
    ],
)
async def test_a_failure_is_remembered_for_a_moment(
    teams: TeamsServer, made: Made, hands: Hands, fault: Fault, code: str
) -> None:
    tokens = made()
    teams.faults.plan("login", fault)
    for _ in range(20):
        found = await tokens.token(ISSUER)
        assert isinstance(found, CallFailed)
        assert found.code == code
    assert len(teams.calls_of("login")) == 1
    hands.at += AFTER_FAILURE
    assert isinstance(await tokens.token(ISSUER), Secret)


@pytest.mark.parametrize(
    "wrong,said",
    [
        ({"password": "another"}, "401 invalid_client AADSTS7000215"),
        ({"app_id": "another"}, "400 unauthorized_client AADSTS700016"),
        ({"tenant": "another"}, "400 invalid_request AADSTS90002"),
    ],
)
async def test_a_refusal_is_named_and_quotes_nothing(made: Made, wrong: dict[str, str], said: str) -> None:
    with capture_logs() as lines:
        found = await made(**wrong).token(ISSUER)
    assert str(found) == said
    assert [line["event"] for line in lines] == ["no token"]
    assert "secret~" not in repr(lines)


async def test_nothing_that_holds_a_secret_shows_it(made: Made) -> None:
    tokens = made()
    token = await tokens.token(ISSUER)
    assert isinstance(token, Secret)
    shown = repr((token, tokens._grants, vars(tokens)))
    assert token.value not in shown
    assert PASSWORD not in shown


async def test_a_managed_identity_needs_no_password(teams: TeamsServer, microsoft: MicrosoftClient) -> None:
    """On App Service and Container Apps by their endpoint, on a virtual machine by the metadata service."""
    url = f"{teams.url}/identity/token"
    there = ManagedIdentity(microsoft=microsoft, app_id=APP_ID, endpoint=url, header=Secret("header"))
    machine = ManagedIdentity(microsoft=microsoft, app_id=APP_ID, imds=url)
    for grants in (there, machine):
        assert isinstance(await Tokens(grants).token(ISSUER), Secret)
    assert [call.sent["client_id"] for call in teams.calls_of("identity")] == [APP_ID, APP_ID]
    assert [call.sent["api-version"] for call in teams.calls_of("identity")] == ["2019-08-01", "2018-02-01"]
    assert "'header'" not in repr(there)

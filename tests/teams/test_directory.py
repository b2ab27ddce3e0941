"""The directory: Graph where it is allowed, else the conversation references."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.chat.directory import LookUpFailed
from adapters.teams.directory import DENIED_FOR, TeamsDirectory
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.time_zones import iana_zone
from adapters.teams.tokens import ClientSecret, Secret, Tokens
from bot.ports import DirectoryAway, Profile
from tests.teams.kept import KeptReferences, address, reference
from tests.teams.server.faults import Fault, Page, Refuse, Reset
from tests.teams.server.names import APP_ID, OTHER_TENANT, PASSWORD, TENANT
from tests.teams.server.server import TeamsServer
from tests.teams.test_signing_keys import Hands

Made = Callable[..., TeamsDirectory]
ALL = {"User.Read.All", "MailboxSettings.Read"}


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def references(teams: TeamsServer) -> KeptReferences:
    kept = KeptReferences()
    kept.keep(replace(reference("priya", teams.service_url), email="priya@example.com"))
    return kept


@pytest.fixture
def directory(
    teams: TeamsServer, microsoft: MicrosoftClient, references: KeptReferences, hands: Hands
) -> TeamsDirectory:
    grants = ClientSecret(
        microsoft=microsoft, login_url=teams.url, tenant=TENANT, app_id=APP_ID, password=Secret(PASSWORD)
    )
    return TeamsDirectory(
        microsoft=microsoft,
        tokens=Tokens(grants),
        graph_url=teams.url,
        tenant=TENANT,
        references=references,
        seconds=hands,
    )


async def test_graph_finds_an_email(teams: TeamsServer, directory: TeamsDirectory) -> None:
    teams.graph_allows |= ALL
    assert await directory.look_up("", "jonas@example.com") == address("jonas")
    assert await directory.look_up(TENANT.upper(), "jonas@example.com") == address("jonas")
    assert await directory.look_up(TENANT, "nobody@example.com") is None
    assert await directory.look_up(OTHER_TENANT, "jonas@example.com") is None


async def test_an_email_with_a_quote_asks_for_nobody_else(
    teams: TeamsServer, directory: TeamsDirectory
) -> None:
    teams.graph_allows |= ALL
    assert await directory.look_up("", "x' or mail eq 'jonas@example.com") is None


async def test_two_accounts_with_an_email_are_nobodys(teams: TeamsServer, directory: TeamsDirectory) -> None:
    teams.graph_allows |= ALL
    teams.add("twin", email="jonas@example.com")
    assert await directory.look_up("", "jonas@example.com") is None


async def test_graph_tells_zone_and_language(teams: TeamsServer, directory: TeamsDirectory) -> None:
    teams.graph_allows |= ALL
    teams.accounts["jonas"].zone = "W. Europe Standard Time"
    assert await directory.profile(address("jonas")) == Profile(
        account=address("jonas"), zone="Europe/Berlin", locale="en-GB"
    )


async def test_without_mailboxes_the_zone_is_the_devices(
    teams: TeamsServer, directory: TeamsDirectory
) -> None:
    teams.graph_allows |= {"User.Read.All"}
    found = await directory.profile(address("priya"))
    assert found
    assert found.zone == "Europe/London"


async def test_an_account_that_is_gone_or_closed_is_none(
    teams: TeamsServer, directory: TeamsDirectory
) -> None:
    teams.graph_allows |= ALL
    teams.accounts["jonas"].is_enabled = False
    assert await directory.profile(address("jonas")) is None
    del teams.accounts["jonas"]
    assert await directory.profile(address("jonas")) is None


async def test_a_guest_is_known_as_one(teams: TeamsServer, directory: TeamsDirectory) -> None:
    teams.graph_allows |= ALL
    teams.accounts["jonas"].role = "guest"
    found = await directory.profile(address("jonas"))
    assert found
    assert found.is_guest


async def test_without_permission_what_teams_showed_is_all_there_is(
    teams: TeamsServer, directory: TeamsDirectory, hands: Hands
) -> None:
    assert await directory.look_up("", "priya@example.com") == address("priya")
    assert await directory.look_up("", "jonas@example.com") is None
    assert await directory.profile(address("priya")) == Profile(
        account=address("priya"), zone="Europe/London", locale="en-GB"
    )
    assert await directory.profile(address("jonas")) == Profile(account=address("jonas"), zone="", locale="")
    assert len(teams.calls_of("graph")) == 1, "it is not asked again for an hour"
    hands.at += DENIED_FOR
    teams.graph_allows |= ALL
    assert await directory.look_up("", "jonas@example.com") == address("jonas")


@pytest.mark.parametrize("fault", [Refuse(503), Refuse(429, retry_after=1), Page(403), Reset()])
async def test_a_graph_that_is_away_is_asked_again_later(
    teams: TeamsServer, directory: TeamsDirectory, fault: Fault
) -> None:
    teams.graph_allows |= ALL
    teams.faults.plan("graph", fault)
    with pytest.raises(DirectoryAway):
        await directory.profile(address("jonas"))


@pytest.mark.parametrize(
    "name,zone",
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("India Standard Time", "Asia/Calcutta"),
        ("UTC", "Etc/UTC"),
        ("Europe/London", "Europe/London"),
        ("", ""),
        ("Customized Time Zone", "Customized Time Zone"),
    ],
)
def test_windows_names_are_mapped(name: str, zone: str) -> None:
    assert iana_zone(name) == zone


async def test_a_question_that_graph_refuses_concerns_one_person(
    teams: TeamsServer, directory: TeamsDirectory
) -> None:
    """Or one odd email would stop the look-ups of the whole tenant."""
    teams.graph_allows |= ALL
    teams.faults.plan("graph", Refuse(400, "Request_BadRequest"))
    with pytest.raises(LookUpFailed, match="Request_BadRequest"):
        await directory.look_up("", "an odd email")
    assert await directory.look_up("", "jonas@example.com") == address("jonas")

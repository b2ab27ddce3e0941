"""Conversation references on both databases, and the person on the roster whose account shows itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.sql.conversation_references import SqlConversationReferences
from bot.address import Address
from bot.people.directory_sync import recognise
from bot.people.roles import Platform
from bot.ports import Profile, UnitOfWork
from tests.edge.house import MONDAY, House, open_house
from tests.teams.kept import address, reference
from tests.teams.server.names import OTHER_TENANT, TENANT

URL = "https://smba.trafficmanager.net/emea/"


@pytest.fixture
def house(migrated_url: str) -> Iterator[House]:
    with open_house(migrated_url) as opened:
        yield opened


def test_a_reference_is_kept_replaced_and_forgotten(house: House) -> None:
    kept = SqlConversationReferences(house.engine)
    assert kept.find(address("priya")) is None
    kept.keep(reference("priya", URL))
    kept.keep(moved := replace(reference("priya", URL), conversation="a:2", service_url="https://x/"))
    assert kept.find(address("priya")) == moved
    assert kept.find(replace(address("priya"), workspace=OTHER_TENANT)) is None
    assert kept.any_in(TENANT) == moved
    assert kept.any_in(OTHER_TENANT) is None
    assert kept.forget(address("priya"))
    assert not kept.forget(address("priya"))
    assert kept.any_in(TENANT) is None


def test_what_is_not_said_again_stays_known(house: House) -> None:
    kept = SqlConversationReferences(house.engine)
    kept.keep(replace(reference("priya", URL), email="Priya@Example.com"))
    kept.keep(replace(reference("priya", URL), zone="", locale="de-DE"))
    found = kept.find(address("priya"))
    assert found
    assert (found.email, found.zone, found.locale) == ("priya@example.com", "Europe/London", "de-DE")
    assert kept.of_email(TENANT, "PRIYA@example.com") == found
    assert kept.of_email(OTHER_TENANT, "priya@example.com") is None
    assert kept.of_email(TENANT, "") is None


def move_to_teams(house: House, *, workspace: str = "", account: str = "") -> None:
    """Ada is in Teams from now on."""

    def move(unit: UnitOfWork) -> None:
        one = unit.people.person(house.people[0])
        unit.people.save([replace(one, platform=Platform.TEAMS, workspace=workspace, account=account)])

    house.work(move)


def recognised(house: House, who: Address, *emails: str) -> bool:
    profile = Profile(account=who, zone="Asia/Kolkata", locale="en-GB")
    return house.work(lambda unit: recognise(unit, profile, emails, MONDAY)) is not None


@pytest.mark.parametrize("workspace", ["", TENANT])
def test_whoever_shows_an_email_of_the_roster_is_that_person(house: House, workspace: str) -> None:
    move_to_teams(house, workspace=workspace)
    assert recognised(house, address("ada"), "", "ADA@example.com")
    person = house.work(lambda unit: unit.people.person(house.people[0]))
    assert (person.address, person.zone, person.locale) == (address("ada"), "Asia/Kolkata", "en_GB")
    assert not recognised(house, address("ada"), "ada@example.com"), "nothing is left to recognise"


def test_nobody_is_taken_for_another(house: House) -> None:
    move_to_teams(house, workspace=OTHER_TENANT)
    assert not recognised(house, address("ada"), "ada@example.com"), "another tenant's"
    move_to_teams(house)
    assert not recognised(house, address("ada"), "bea@example.com"), "on another platform"
    assert not recognised(house, address("ada"), ""), "no email"
    move_to_teams(house, workspace=TENANT, account="aad-ada")
    assert not recognised(house, address("twin"), "ada@example.com"), "somebody has an account already"

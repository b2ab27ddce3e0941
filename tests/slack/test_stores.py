"""The stores for Slack, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.chat.installations import Installation
from adapters.sql.delivery_echoes import SqlDeliveryEchoes
from adapters.sql.installations import SqlInstallations
from adapters.sql.leases import Workspace
from adapters.sql.outbox import NO_ACCOUNT
from adapters.sql.rotation import rotate
from bot.address import Address
from bot.outbox import Delivered, Delivery
from bot.people.directory_sync import apply_profile, claim_directory_lookups
from bot.people.roles import Platform
from bot.ports import Profile
from bot.privacy.seal import CannotOpen, KeyRing, new_key_text
from tests.edge.house import MONDAY, PEOPLE, House, open_house

DAY = timedelta(days=1)
INSTALLATION = Installation(
    workspace="T07MENTOR1",
    enterprise="",
    name="Mentors",
    token="xoxb-1",
    bot_user="U1",
    bot="B1",
    app="A1",
    scopes=("chat:write", "commands"),
    installed_at=MONDAY,
)


@pytest.fixture
def house(migrated_url: str) -> Iterator[House]:
    with open_house(migrated_url) as opened:
        yield opened


def delivery_of(house: House, name: str) -> Delivery:
    outbox_queue, now = house.outbox_queue(), house.clock.now()
    lease = outbox_queue.lease(Workspace(Platform.BROWSER, ""), holder="test", now=now, until=now + DAY)
    assert lease
    [found] = [one for one in outbox_queue.next_deliveries(lease, now=now, limit=9) if one.to.user == name]
    assert outbox_queue.record_outcome(lease, found, Delivered("D1:1.0"), now=now)
    return found


def test_an_installation_is_kept_replaced_and_forgotten(house: House) -> None:
    kept = SqlInstallations(house.engine, house.ring)
    assert kept.find("T07MENTOR1") is None
    kept.keep(INSTALLATION)
    kept.keep(again := replace(INSTALLATION, token="xoxb-2", scopes=()))
    assert kept.find("T07MENTOR1") == again
    assert kept.workspaces() == ("T07MENTOR1",)
    assert kept.forget("T07MENTOR1")
    assert not kept.forget("T07MENTOR1")


def test_a_token_opens_with_its_ring_and_in_its_place_only(house: House) -> None:
    kept = SqlInstallations(house.engine, house.ring)
    kept.keep(INSTALLATION)
    other, _ = KeyRing.fresh()
    with pytest.raises(CannotOpen):
        SqlInstallations(house.engine, other).find("T07MENTOR1")
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE slack_installation SET place = 'T07ELSEWHR'")
    with pytest.raises(CannotOpen):
        kept.find("T07ELSEWHR")


def test_a_token_is_sealed_again_when_keys_rotate(house: House) -> None:
    old, text = KeyRing.fresh()
    SqlInstallations(house.engine, old).keep(INSTALLATION)
    newest = new_key_text()
    with house.engine.begin() as connection:  # what is sealed under the house's own ring
        connection.exec_driver_sql("DELETE FROM delivery")
        connection.exec_driver_sql("DELETE FROM cohort_key")
    rotate(house.engine, KeyRing.parse(f"{newest} {text}"))
    assert SqlInstallations(house.engine, KeyRing.parse(newest)).find("T07MENTOR1") == INSTALLATION


def test_what_was_begun_is_finished_once_and_in_time(house: House) -> None:
    kept = SqlInstallations(house.engine, house.ring)
    for state in ("one", "two"):
        kept.begin(state, expires=MONDAY + timedelta(minutes=10), now=MONDAY)
    assert kept.finish("one", now=MONDAY)
    assert not kept.finish("one", now=MONDAY)
    assert not kept.finish("two", now=MONDAY + timedelta(minutes=10))
    kept.begin("three", expires=MONDAY + DAY, now=MONDAY + timedelta(minutes=11))
    with house.engine.connect() as connection:
        states = list(connection.exec_driver_sql("SELECT state FROM slack_installing").scalars())
    assert len(states) == 1
    assert "three" not in states


def test_a_delivery_is_noted_where_its_sending_did_not_say(house: House) -> None:
    house.promise(("ada", "a letter"))
    sent, echoes = delivery_of(house, "ada"), SqlDeliveryEchoes(house.engine)
    assert not echoes.record(sent.id, "D1:1.0"), "its receipt says so already"
    assert echoes.record(sent.id, "D1:2.0")
    assert not echoes.record(sent.id, "D1:2.0")
    assert echoes.receipts_of(sent.id) == ("D1:2.0",)
    assert echoes.duplicates(sent) == ("D1:2.0",)
    assert echoes.duplicates(replace(sent, card="another")) == ()


def test_each_person_is_claimed_by_one_and_comes_again_later(house: House) -> None:
    def claim(at: timedelta) -> set[str]:
        platforms = (Platform.BROWSER,)
        people = house.work(lambda u: claim_directory_lookups(u, platforms, now=MONDAY + at, limit=9))
        return {person.email.partition("@")[0] for person in people}

    everybody = set(PEOPLE) - {"dee"}
    assert claim(timedelta()) == everybody
    assert claim(timedelta()) == set()
    assert claim(timedelta(minutes=15)) == everybody
    account = Address(platform=Platform.BROWSER, workspace="", user="ada")
    profile = Profile(account=account, zone="Europe/Paris", locale="fr-FR")
    house.work(lambda u: apply_profile(u, house.people[0], profile, MONDAY))
    assert claim(timedelta(minutes=31)) == everybody - {"ada"}
    assert claim(DAY) == everybody
    ada = house.work(lambda u: u.people.person(house.people[0]))
    assert (ada.zone, ada.locale) == ("Europe/Paris", "fr_FR")


def test_what_had_no_account_to_go_to_finds_its_way(house: House) -> None:
    ada = house.people[0]
    known = house.work(lambda u: u.people.person(ada))
    house.work(lambda u: u.people.save([replace(known, account="")]))
    house.promise(("ada", "a letter"))
    [line] = house.outbox_queue().deliveries(failed=True)
    assert line.reason == NO_ACCOUNT
    account = Address(platform=Platform.BROWSER, workspace="", user="ada-2")
    profile = Profile(account=account, zone="", locale="")
    house.work(lambda u: apply_profile(u, ada, profile, house.clock.now()))
    [line] = house.outbox_queue().deliveries(failed=False)
    assert (line.state, line.account) == ("waiting", "ada-2")


def test_a_profile_that_changed_is_looked_at_soon(house: House) -> None:
    ada = house.people[0]
    account = Address(platform=Platform.BROWSER, workspace="", user="ada")
    profile = Profile(account=account, zone="", locale="")
    house.work(lambda u: apply_profile(u, ada, profile, MONDAY))
    house.work(lambda u: u.people.look_up_soon(account, MONDAY))
    people = house.work(lambda u: claim_directory_lookups(u, (Platform.BROWSER,), now=MONDAY, limit=9))
    assert ada in {person.id for person in people}

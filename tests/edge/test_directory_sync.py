"""Directory sync on a real database: one person's failure, or one workspace's, stops nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.runtime.directory_sync import Synced, sync_people, sync_people_quietly
from bot.address import Address
from bot.ids import PersonId
from bot.people.roles import Platform
from bot.ports import DirectoryAway, Profile
from tests.edge.house import House, open_house

QUARTER = timedelta(minutes=15)


@pytest.fixture
def house(tmp_path: Path, empty_database: Path) -> Iterator[House]:
    with open_house(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'upmentor.db')}") as house:
        yield house


class FakeDirectory:
    """Knows every account; raises what is scripted for a user."""

    def __init__(self, **fails: Exception) -> None:
        self.fails = fails
        self.asked: list[str] = []

    async def look_up(self, workspace: str, email: str) -> Address | None:
        return None

    async def profile(self, who: Address) -> Profile | None:
        self.asked.append(who.user)
        if who.user in self.fails:
            raise self.fails[who.user]
        return Profile(account=who, zone="Asia/Tokyo", locale="ja-JP")


def zone(house: House, person: PersonId) -> str:
    return house.work(lambda unit: unit.people.person(person)).zone


async def test_a_look_up_that_raises_stops_no_other(house: House) -> None:
    directory = FakeDirectory(ada=RuntimeError("a defect"))

    found = await sync_people({Platform.BROWSER: directory}, house.work, house.clock)

    assert found == Synced(asked=2, found=2, failed=1)
    assert sorted(directory.asked) == ["ada", "bea", "cy"]
    assert [zone(house, one) for one in house.people[:3]] == ["Europe/Berlin", "Asia/Tokyo", "Asia/Tokyo"]


async def test_who_failed_is_looked_up_again_and_not_at_once(house: House) -> None:
    directory = FakeDirectory(ada=RuntimeError("a defect"))
    await sync_people({Platform.BROWSER: directory}, house.work, house.clock)
    directory.fails.clear()

    assert await sync_people({Platform.BROWSER: directory}, house.work, house.clock) == Synced()
    house.clock.advance(QUARTER)
    assert await sync_people({Platform.BROWSER: directory}, house.work, house.clock) == Synced(
        asked=1, found=1
    )


async def test_a_profile_that_cannot_be_kept_stops_no_other(house: House) -> None:
    class Odd(FakeDirectory):
        async def profile(self, who: Address) -> Profile | None:
            found = await super().profile(who)
            if who.user == "ada":  # an account that somebody else has already
                return Profile(
                    account=Address(platform=who.platform, workspace="", user="cy"), zone="", locale=""
                )
            return found

    found = await sync_people({Platform.BROWSER: Odd()}, house.work, house.clock)

    assert found == Synced(asked=2, found=2, failed=1)


async def test_a_directory_that_is_away_stops_its_own_workspace_only(house: House) -> None:
    browser = FakeDirectory(
        ada=DirectoryAway("no answer"), bea=DirectoryAway("no answer"), cy=DirectoryAway("no")
    )
    slack = FakeDirectory()

    found = await sync_people({Platform.BROWSER: browser, Platform.SLACK: slack}, house.work, house.clock)

    assert (found.asked, found.failed, len(browser.asked)) == (1, 0, 1)
    assert set(found.away) == {(Platform.BROWSER, "")}
    await sync_people_quietly({Platform.BROWSER: browser}, house.work, house.clock)

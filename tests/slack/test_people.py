"""People of the roster and their accounts: found by email, followed, missed, and told what a guest may lack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.chat.directory import LookUpFailed
from adapters.runtime.directory_sync import Synced, sync_people
from adapters.slack.client import SlackClient
from adapters.slack.directory import SlackDirectory
from adapters.slack.installations import OneWorkspace
from bot.people.enrolment import import_roster
from bot.people.model import PauseReason, Person
from bot.people.roles import Platform
from bot.people.roster import Roster, read_roster
from bot.programme.turns import create_cohort, launch
from bot.turn import Refused
from tests.slack.payloads import body_of, payload
from tests.slack.server.client import send, signed
from tests.slack.server.faults import Refuse, TooMany
from tests.slack.server.workspace import BOT_TOKEN, TEAM, Account
from tests.slack.town import COHORT, HEADER, Town


async def looks(town: Town) -> Synced:
    calls = SlackClient(town.slack.api_url)
    directory = SlackDirectory(calls, OneWorkspace(calls, BOT_TOKEN, town.clock.now))
    try:
        return await sync_people({Platform.SLACK: directory}, town.core.work, town.clock)
    finally:
        await calls.close()


def imports(town: Town, *rows: str) -> None:
    read = read_roster("\n".join([HEADER, *rows]).encode())
    assert isinstance(read, Roster), read
    now = town.clock.now()
    town.core.work(lambda u: import_roster(u, COHORT, read, now=now, actor="test"))


def person(town: Town, name: str) -> Person:
    cohort = town.core.work(lambda u: u.programme.named(COHORT))
    assert cohort
    members = town.core.work(lambda u: u.people.members(cohort.id))
    return next(one for one, _ in members if one.email == f"{name}@example.com")


@pytest.fixture
def by_email(fresh_town: Town) -> Town:
    """A launched cohort whose roster has emails only: nobody's account is known."""
    town, now = fresh_town, fresh_town.clock.now()
    made = town.core.work(
        lambda u: create_cohort(u, name=COHORT, cadence_text="every 4 weeks", now=now, actor="test")
    )
    assert not isinstance(made, Refused), made
    imports(
        town,
        "priya@example.com,Priya,mentor,slack,,,Europe/London,GB,one",
        "jonas@example.com,Jonas,executive,slack,,,Europe/London,GB,one",
        "amina@example.com,Amina,lead,slack,U07AMINA01,,Europe/London,GB,",
        "carl@example.com,Carl,contact,browser,,,Europe/London,GB,",
    )
    launched = town.core.work(lambda u: launch(u, COHORT, now=now, actor="test"))
    assert not isinstance(launched, Refused), launched
    return town


async def test_accounts_are_found_by_email_and_what_waited_for_them_goes_out(by_email: Town) -> None:
    await by_email.drains()
    assert by_email["priya"].conversation == []
    assert await looks(by_email) == Synced(asked=3, found=3)
    found = person(by_email, "priya")
    assert (found.workspace, found.account) == (TEAM, "U07PRIYA01")
    assert person(by_email, "amina").workspace == TEAM
    await by_email.drains()
    assert "charter" in by_email["priya"].conversation[-1].text.lower()
    assert await looks(by_email) == Synced(), "once a day is enough"


async def test_zone_and_language_are_followed_once_a_day(town: Town) -> None:
    await looks(town)
    account = town.slack.space.accounts["U07PRIYA01"]
    account.tz, account.locale = "Asia/Kolkata", "en-IN"
    await looks(town)
    assert person(town, "priya").zone == "Europe/London"
    town.clock.advance(timedelta(days=1))
    await looks(town)
    assert (person(town, "priya").zone, person(town, "priya").locale) == ("Asia/Kolkata", "en_IN")


async def test_nonsense_of_a_directory_changes_nothing(town: Town) -> None:
    account = town.slack.space.accounts["U07PRIYA01"]
    account.tz, account.locale = "Middle/Earth", "xx-elvish"
    before = person(town, "priya")
    await looks(town)
    assert person(town, "priya") == before


async def test_a_deactivated_account_gets_no_check_ins_until_it_is_back(town: Town) -> None:
    account = town.slack.space.accounts["U07PRIYA01"]
    account.deleted = True
    await looks(town)
    pause = person(town, "priya").pause
    assert pause
    assert pause.reason is PauseReason.ACCOUNT_GONE
    account.deleted = False
    town.clock.advance(timedelta(days=1))
    await looks(town)
    assert person(town, "priya").pause is None


async def test_somebody_who_got_another_account_is_found_again(town: Town) -> None:
    town.slack.space.accounts["U07PRIYA01"].deleted = True
    town.slack.space.add(Account(id="U07PRIYA02", email="priya@example.com"))
    await looks(town)
    assert person(town, "priya").account == "U07PRIYA02"
    assert person(town, "priya").pause is None


async def test_a_changed_profile_is_looked_at_within_a_minute(town: Town) -> None:
    await looks(town)
    town.slack.space.accounts["U07PRIYA01"].deleted = True
    changed = payload("user_deactivated")
    changed["event"]["user"]["id"] = "U07PRIYA01"
    body = body_of(changed)
    assert (await send(f"{town.url}/slack/events", body, signed(body, town.slack.now()))).status == 200
    await town["jonas"].types("/home")  # the note is written beside the answer
    assert (await looks(town)).asked == 1
    assert person(town, "priya").pause


async def test_a_guest_is_told_once_what_may_be_missing(town: Town) -> None:
    town.slack.space.accounts["U07PRIYA01"].is_restricted = True
    for _ in range(2):
        await looks(town)
        await town.drains()
        town.clock.advance(timedelta(days=1))
    said = [posted.text for posted in town["priya"].conversation]
    assert said.count("You are a guest in this workspace") == 1


async def test_an_email_is_looked_up_in_the_persons_own_workspace_only(town: Town) -> None:
    """Another workspace could have an account under anybody's email."""
    imports(town, "zoe@example.com,Zoe,team,slack,,T07ELSEWHR,Europe/London,GB,")
    town.slack.space.add(Account(id="U07ZOE0001", email="zoe@example.com"))
    done = await looks(town)
    assert done.found == 3
    assert list(done.away) == [(Platform.SLACK, "T07ELSEWHR")]
    assert person(town, "zoe").account == ""


@pytest.mark.parametrize(
    "fault", [TooMany(30), Refuse("missing_scope", needed="users:read"), Refuse("fatal_error")]
)
async def test_a_directory_that_is_away_is_asked_later(town: Town, fault: Refuse | TooMany) -> None:
    town.slack.faults.plan("users.info", fault)
    done = await looks(town)
    assert done.away
    town.clock.advance(timedelta(minutes=16))
    assert await looks(town) == Synced(asked=3, found=3)


async def test_a_question_that_slack_refuses_concerns_one_person(town: Town) -> None:
    """Or one odd email would stop the look-ups of the whole workspace."""
    client = SlackClient(town.slack.api_url)
    directory = SlackDirectory(client, OneWorkspace(client, BOT_TOKEN, town.clock.now))
    town.slack.faults.plan("users.lookupByEmail", Refuse("invalid_arguments"))
    with pytest.raises(LookUpFailed, match="invalid_arguments"):
        await directory.look_up(TEAM, "an odd email")
    assert await directory.look_up(TEAM, "jonas@example.com")
    await client.close()
    town.slack.calls.clear()  # the refusal was ordered

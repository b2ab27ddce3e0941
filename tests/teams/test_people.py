"""People of the roster are recognised when the app is installed for them, and can be spoken to first from then on."""

from __future__ import annotations

import pytest

from adapters.runtime.directory_sync import sync_people
from adapters.sql.conversation_references import SqlConversationReferences
from adapters.teams.failures import INSTALL_PERMISSION
from bot.outbox import OutgoingMessage
from bot.people.roles import Platform
from bot.surface import Message, Text
from tests.teams.kept import address
from tests.teams.server.faults import Refuse
from tests.teams.town import Town, settle_in


@pytest.fixture
async def waiting(fresh_town: Town) -> Town:
    """The roster names emails alone, and nobody has the app: what is promised cannot go out."""
    settle_in(fresh_town, knows_accounts=False)
    await fresh_town.drains()
    assert fresh_town.teams.posted == {}
    return fresh_town


async def test_somebody_on_the_roster_who_installs_the_app_gets_what_waited(waiting: Town) -> None:
    assert (await waiting["priya"].installs()).status == 200
    await waiting.drains()
    [posted] = waiting["priya"].chat
    assert "charter" in str(posted.activity).lower()
    assert waiting.references() == 1


async def test_a_first_message_does_as_well(waiting: Town) -> None:
    await waiting["priya"].says("home")
    assert "You are not on the roster" not in str(waiting["priya"].chat[0].activity)


async def test_a_stranger_stays_one(waiting: Town) -> None:
    waiting.teams.add("mallory")
    await waiting["mallory"].installs()
    await waiting["mallory"].says("home")
    assert "not on the roster" in str(waiting["mallory"].chat[-1].activity)


async def test_nobody_takes_an_account_from_whoever_has_it(town: Town) -> None:
    """A second account with Priya's email."""
    town.teams.add("twin", email="priya@example.com")
    await town["twin"].installs()
    await town["twin"].says("home")
    assert "not on the roster" in str(town["twin"].chat[-1].activity)


async def test_a_member_that_teams_does_not_tell_of_is_kept_all_the_same(waiting: Town) -> None:
    waiting.teams.faults.plan("member", Refuse(503))
    assert (await waiting["priya"].installs()).status == 200
    assert waiting.references() == 1


async def test_a_roster_that_comes_later_finds_who_has_the_app_already(fresh_town: Town) -> None:
    await fresh_town["priya"].installs()
    settle_in(fresh_town, knows_accounts=False)
    directories = {Platform.TEAMS: directory_of(fresh_town)}
    done = await sync_people(directories, fresh_town.core.work, fresh_town.clock)
    assert (done.asked, done.found) == (3, 1)
    await fresh_town.drains()
    assert len(fresh_town["priya"].chat) == 1


def directory_of(town: Town):  # type: ignore[no-untyped-def]  # whatever the edge made
    [end] = [end for end in town.app.ends if "Teams" in type(getattr(end, "__self__", None)).__name__]
    return end.__self__.directory  # type: ignore[attr-defined]  # it is the edge's


def promise(town: Town, email: str) -> None:
    with town.core.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT id FROM person WHERE email = ?", (email,)).scalar_one()
    letter = OutgoingMessage(person=found, message=Message(notify="A letter", blocks=(Text("Hello"),)))
    town.core.work(lambda unit: unit.outbox.enqueue([letter]))


async def test_taking_the_app_away_and_back(town: Town) -> None:
    await town["priya"].installs()
    await town["priya"].installs(action="remove")
    assert SqlConversationReferences(town.core.engine).find(address("priya")) is None
    town.teams.accounts["priya"].is_installed = False
    promise(town, "priya@example.com")
    await town.drains()
    [failed] = town.core.outbox_queue.deliveries(failed=True)
    assert INSTALL_PERMISSION in failed.repair
    town.teams.accounts["priya"].is_installed = True
    await town["priya"].installs()
    kept = SqlConversationReferences(town.core.engine).find(address("priya"))
    assert kept
    assert kept.email == "priya@example.com"
    assert (kept.zone, kept.locale) == ("Europe/London", "en-GB")


async def test_the_reference_follows_what_somebody_does(town: Town) -> None:
    await town["priya"].says("home")
    await town["priya"].says("home", localTimezone="Asia/Kolkata")
    kept = SqlConversationReferences(town.core.engine).find(address("priya"))
    assert kept
    assert kept.zone == "Asia/Kolkata"
    assert kept.email == "priya@example.com"


async def test_an_act_of_somebody_known_looks_nowhere(town: Town) -> None:
    await town["priya"].says("home")
    town.teams.calls.clear()
    await town["priya"].says("home")
    assert [call.kind for call in town.teams.calls] == ["send"]

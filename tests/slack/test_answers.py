"""Acts in Slack, from the signed request to what the person sees."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from adapters.slack.app import ACKNOWLEDGE_WITHIN
from adapters.slack.installations import ASK_AGAIN_AFTER
from adapters.slack.render import render_message
from bot.screens import press_to_open
from tests.parts.patience import PATIENCE, until
from tests.slack.server.client import CHANNEL, Client
from tests.slack.server.faults import Refuse, Reset, Stall
from tests.slack.server.workspace import BOT_TOKEN, Account
from tests.slack.town import Town

SECRET = "zebra crossing at noon"
ALL = {"changed": "habit", "unsure": "clear", "reused": "no", "safe_to_raise": "4", "support": "time"}


def reads(shown: Any) -> str:
    return json.dumps(getattr(shown, "blocks", shown), ensure_ascii=False)


@pytest.fixture
async def asked(town: Town) -> Client:
    """Priya, whose check-in has just come."""
    for name in ("priya", "jonas"):
        await town[name].presses("I agree and sign")
    await town.drains()
    await town.passes(days=7)
    await town.passes(hours=1)
    assert "check-in" in town["priya"].conversation[-1].text.lower()
    return town["priya"]


async def test_a_card_is_redrawn_where_it_was_pressed(town: Town) -> None:
    priya = town["priya"]
    card = priya.conversation[-1]
    done = await priya.presses("I agree and sign")
    assert (done.status, done.body) == (200, "")
    assert len(priya.conversation) == 1
    assert "signed" in reads(card).lower()
    assert [call.method for call in town.slack.calls[-1:]] == ["response_url"]


async def test_where_a_response_url_is_used_up_the_card_is_updated(town: Town) -> None:
    town.slack.faults.plan("response_url", Reset())
    await town["priya"].presses("I agree and sign")
    assert [call.method for call in town.slack.calls[-1:]] == ["chat.update"]
    assert "signed" in reads(town["priya"].conversation[-1]).lower()


async def test_a_form_opens_is_mended_and_kept(town: Town, asked: Client) -> None:
    card = asked.conversation[-1]
    await asked.presses("Answer in a form")
    assert asked.modal
    done = await asked.submits(changed="habit", changed__note=SECRET)
    assert done.body["response_action"] == "errors"
    assert "Please pick who gets" in reads(done.body["errors"])
    done = await asked.submits(**ALL, changed__note=SECRET, changed__audience="lead_unnamed")
    assert done.body["response_action"] == "update"
    assert "All answered, thank you" in reads(done.body["view"])
    await town.drains()
    assert "All answered" in reads(card)
    assert SECRET not in "".join(map(reads, asked.conversation))


async def test_a_button_in_a_modal_changes_that_modal(asked: Client) -> None:
    await asked.presses("Answer in a form")
    await asked.submits(**ALL)
    first = asked.modal
    await asked.presses_in_modal("Change my answers")
    assert first
    assert asked.modal
    assert asked.modal["id"] == first["id"]
    assert asked.modal["callback_id"] == "form"


async def test_one_question_after_another_in_the_chat(town: Town, asked: Client) -> None:
    card = asked.conversation[-1]
    await asked.presses("Answer here, one by one")
    assert "Question 1 of 5" in reads(card)
    await asked.presses("A new weekly habit")
    assert "add a note" in reads(card)
    done = await asked.says(f"A note: {SECRET}")
    assert (done.status, done.body) == (200, "")
    assert "Who gets your note" in reads(asked.conversation[-1])
    assert SECRET not in reads(asked.conversation[-1])


async def test_a_command_in_a_channel_is_answered_for_its_user_alone(asked: Client) -> None:
    done = await asked.types("/check-in", channel=CHANNEL)
    assert done.body["response_type"] == "ephemeral"
    assert done.body["text"]
    assert "Answer in a form" in reads(done.body)


async def test_what_wants_typed_words_goes_on_in_the_own_chat(town: Town, asked: Client) -> None:
    await asked.types("/check-in", channel=CHANNEL)
    whispered = list(town.slack.space.messages.values())[-1]
    await asked.presses("Answer here, one by one", whispered)
    assert "I wrote to you in our own chat" in reads(whispered)
    assert "Question 1 of 5" in reads(asked.conversation[-1])


async def test_home_shows_everything_and_its_buttons_open_modals(town: Town, asked: Client) -> None:
    await asked.opens_home()
    assert "Hello, Priya" in reads(town.slack.space.homes[asked.user])
    await asked.presses_in_home("Pauses and quiet hours")
    assert asked.modal
    assert "Pause for 2 weeks" in reads(asked.modal)
    await asked.presses_in_modal("Pause for 2 weeks")
    assert "Resume my check-ins" in reads(asked.modal)
    await asked.presses_in_home("Answer here, one by one")
    assert "I wrote to you in our own chat" in reads(asked.modal)
    assert "Question 1 of 5" in reads(asked.conversation[-1])


async def test_a_form_from_home_opens_in_its_own_modal(asked: Client) -> None:
    await asked.opens_home()
    await asked.presses_in_home("Pauses and quiet hours")
    await asked.presses_in_modal("Quiet hours")
    done = await asked.submits(quiet_from="12:00", quiet_to="13:00")
    assert done.body["response_action"] == "update"
    assert "12:00" in reads(done.body["view"])


async def test_the_home_tab_follows_what_is_done_in_a_modal_before_it(town: Town, asked: Client) -> None:
    """A press or a form there may change what the tab says; nothing is drawn for who came from elsewhere."""
    await asked.opens_home()
    await asked.presses_in_home("Pauses and quiet hours")
    await asked.presses_in_modal("Pause for 2 weeks")
    await until(lambda: "paused until" in reads(town.slack.space.homes[asked.user]))
    await asked.presses_in_home("Answer in a form")
    await asked.submits(**ALL)
    await until(lambda: "5 of 5 answered" in reads(town.slack.space.homes[asked.user]))
    drawn = len(town.slack.calls_of("views.publish"))
    await asked.uses_shortcut("home")
    await asked.presses_in_modal("Pauses and quiet hours")
    await asked.presses_in_modal("Resume my check-ins")
    assert len(town.slack.calls_of("views.publish")) == drawn


async def test_a_mention_in_a_channel_is_answered_privately(town: Town, asked: Client) -> None:
    await asked.mentions("check-in please")
    shown = list(town.slack.space.messages.values())[-1]
    assert (shown.channel, shown.seen_by) == (CHANNEL, asked.user)
    assert "Answer in a form" in reads(shown)


async def test_where_the_app_is_in_no_channel_a_mention_is_answered_in_the_chat(
    town: Town, asked: Client
) -> None:
    town.slack.faults.plan("chat.postEphemeral", Refuse("not_in_channel"))
    await asked.mentions("home")
    assert "Hello, Priya" in reads(asked.conversation[-1])


async def test_a_shortcut_leaves_nothing_in_a_chat(town: Town, asked: Client) -> None:
    before = len(town.slack.space.messages)
    await asked.uses_shortcut("check-in")
    assert "Answer in a form" in reads(asked.modal)
    assert len(town.slack.space.messages) == before


async def test_words_get_a_reply_in_the_chat(town: Town) -> None:
    await town["priya"].says("home")
    assert "Hello, Priya" in reads(town["priya"].conversation[-1])


async def test_words_in_a_thread_get_their_reply_in_it(town: Town) -> None:
    await town["priya"].says("home", thread="1780315200.000100")
    assert town.slack.calls[-1].sent["thread_ts"] == "1780315200.000100"


async def test_words_that_slack_sends_again_are_answered_once(town: Town) -> None:
    """It does so when our acknowledgement was late or lost, while the answer stands in the chat."""
    before = len(town["priya"].conversation)
    await town["priya"].says("home")
    done = await town["priya"].repeats()
    assert done.status == 200
    assert len(town["priya"].conversation) == before + 1
    await town["priya"].says("home")
    assert len(town["priya"].conversation) == before + 2


async def test_a_press_can_stand_for_a_command(town: Town, asked: Client) -> None:
    """Words that ask for a form get a button that opens it."""
    offered = render_message(press_to_open("check-in", ""))
    card = town.slack.space.post(asked.direct, offered)
    await asked.presses("Open the form", card)
    shown = list(town.slack.space.messages.values())[-1]
    assert shown.seen_by == asked.user
    assert "Answer in a form" in reads(shown)


async def test_somebody_on_no_roster_is_told_so(town: Town) -> None:
    town.slack.space.add(Account(id="U07STRANGE"))
    done = await town["U07STRANGE"].types("/check-in")
    assert "not on the roster" in reads(done.body)
    await town["U07STRANGE"].says("hello?")
    assert "not on the roster" in reads(town["U07STRANGE"].conversation[-1])


async def test_a_repeated_request_changes_nothing_more(town: Town, asked: Client) -> None:
    await asked.presses("Answer in a form")
    first = await asked.submits(**ALL)
    kept = town.events()
    again = await asked.repeats()
    assert again.body["response_action"] == first.body["response_action"]
    assert town.events() == kept


async def test_a_repeated_press_does_not_use_its_trigger_twice(town: Town, asked: Client) -> None:
    """The second time there is nothing to open, and the person is told in plain words."""
    town.slack.faults.plan("views.open", Refuse("expired_trigger_id"))
    done = await asked.presses("Answer in a form")
    assert done.status == 200
    shown = list(town.slack.space.messages.values())[-1]
    assert shown.seen_by == asked.user
    assert "That took too long to open" in reads(shown)


@contextmanager
def broken(town: Town) -> Iterator[None]:
    """No draft can be kept meanwhile."""
    file = town.core.engine.url.database
    assert file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE draft RENAME TO lost")
        yield
        connection.execute("ALTER TABLE lost RENAME TO draft")


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """The database takes no turn."""
    file = town.core.settings.sqlite_file
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def test_a_form_whose_turn_breaks_stays_open_with_what_was_typed(town: Town, asked: Client) -> None:
    await asked.presses("Answer in a form")
    with broken(town):
        done = await asked.submits(**ALL)
    assert done.status == 500
    done = await asked.submits(**ALL)
    assert "All answered, thank you" in reads(done.body["view"])


async def test_a_slow_turn_shows_that_it_works_and_then_the_form(town: Town, asked: Client) -> None:
    with locked(town):
        await asked.presses("Answer in a form")
        assert "I am still working on it" in reads(asked.modal)
    await until(lambda: "What changed" in reads(asked.modal))
    await asked.submits(**ALL)


async def test_a_slow_command_shows_that_it_works_and_then_the_answer(town: Town, asked: Client) -> None:
    with locked(town):
        done = await asked.types("/my-data")
    assert (done.status, done.body) == (200, "")
    await until(lambda: "What I keep about you" in reads(asked.modal))


async def test_a_slow_submission_stays_open_until_it_is_kept(town: Town, asked: Client) -> None:
    await asked.presses("Answer in a form")
    with locked(town):
        done = await asked.submits(**ALL)
    assert done.body["response_action"] == "errors"
    assert "I am still saving this" in reads(done.body)
    await until(lambda: "All answered" in reads(asked.modal))


async def test_a_submission_that_breaks_stays_open_with_what_was_typed(town: Town, asked: Client) -> None:
    """Late or at once: nothing takes the form's place, and it can be sent again."""
    await asked.presses("Answer in a form")
    form = asked.modal
    with locked(town):
        await asked.submits(**ALL)
        await asyncio.sleep(6)  # longer than a turn waits for the database
    assert asked.modal is form
    done = await asked.submits(**ALL)
    assert done.body["response_action"] == "update"
    assert "All answered" in reads(done.body["view"])


async def test_a_slow_slack_is_acknowledged_in_time(town: Town, asked: Client) -> None:
    assert ACKNOWLEDGE_WITHIN < 3, "Slack's own limit, in seconds"
    town.slack.faults.plan("views.open", Stall(PATIENCE))
    done = await asked.presses("Answer in a form")
    assert (done.status, done.body) == (200, "")
    assert done.seconds < PATIENCE


async def test_the_api_out_of_reach_at_the_first_request_is_no_500(fresh_town: Town) -> None:
    fresh_town.slack.faults.plan("auth.test", Reset())
    assert (await fresh_town["priya"].types("/home")).status == 503
    assert (await fresh_town["priya"].types("/home")).status == 503, "nobody waits for its silence again"
    fresh_town.clock.advance(ASK_AGAIN_AFTER)
    assert (await fresh_town["priya"].types("/home")).status == 200


async def test_a_token_that_dies_while_answering_is_looked_at_again(town: Town, asked: Client) -> None:
    town.slack.space.revoked.add(BOT_TOKEN)
    assert (await asked.presses("Answer in a form")).status == 200
    assert (await asked.types("/home")).status == 403

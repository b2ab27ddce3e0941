"""The ways back: what somebody sees where they acted, in time, and what happens when it takes longer or breaks."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.teams.action_data import ButtonData, encode_action_data
from adapters.teams.reply_target import CARD_ACTION
from bot.surface import Action
from tests.parts.patience import until
from tests.teams.server.client import Answer, Client, action_of
from tests.teams.server.faults import LoseAnswer, Page, Refuse, Reset, Stall
from tests.teams.server.names import TENANT
from tests.teams.town import Town, settle_in
from tests.teams.validate import problems_of_answer

GROUP = {"conversationType": "groupChat", "isGroup": True, "tenantId": TENANT, "id": "19:group@thread.v2"}


@pytest.fixture
def priya(town: Town) -> Client:
    return town["priya"]


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """The database takes no turn."""
    file = town.core.settings.sqlite_file
    assert file
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def broken(town: Town) -> Iterator[None]:
    """Nothing can be signed meanwhile."""
    file = town.core.settings.sqlite_file
    assert file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE signature RENAME TO lost")
        yield
        connection.execute("ALTER TABLE lost RENAME TO signature")


async def timed(doing: Any) -> tuple[Answer, float]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    return await doing, loop.time() - began


def last(client: Client) -> str:
    return str(client.chat[-1].activity)


async def test_words_are_answered_in_the_own_chat(town: Town, priya: Client) -> None:
    for words in ("help", "/help", "/HELP ", "my data", "My-Data"):
        before = len(priya.chat)
        assert (await priya.says(words)).status == 200
        assert len(priya.chat) == before + 1


async def test_a_press_redraws_its_card_in_the_answer(town: Town, priya: Client) -> None:
    answer = await priya.presses("I agree and sign")
    assert answer.status == 200
    assert answer.body["type"] == "application/vnd.microsoft.card.adaptive"
    assert answer.body["statusCode"] == 200


async def test_a_pressed_card_is_changed_for_good(town: Town, priya: Client) -> None:
    """Other devices load the message, not the answer to a press."""
    await priya.presses("I agree and sign")
    await until(lambda: town.teams.calls_of("update"))
    assert [posted.updates for posted in priya.chat] == [1]
    assert "I agree and sign" not in str(priya.chat[0].activity)


async def test_a_press_that_comes_again_is_answered_the_same(town: Town, priya: Client) -> None:
    """Teams' clients send an invoke up to three times."""
    first = await priya.presses("I agree and sign")
    events = town.events()
    again = await priya.sends(priya.last)
    assert (again.status, again.body["type"]) == (200, first.body["type"])
    assert town.events() == events


async def test_in_a_group_the_answer_is_in_the_own_chat(town: Town, priya: Client) -> None:
    await priya.mentions("my-data", conversation=GROUP)
    [in_group] = [one for (chat, _), one in town.teams.posted.items() if chat == GROUP["id"]]
    assert "I wrote to you in our own chat" in str(in_group.activity)
    assert "What I keep about you" in last(priya)


async def test_in_a_group_without_an_own_chat_nothing_personal_is_said(town: Town, priya: Client) -> None:
    town.teams.accounts["priya"].is_installed = False
    await priya.installs(action="remove")
    await priya.mentions("my-data", conversation=GROUP)
    [in_group] = [one for (chat, _), one in town.teams.posted.items() if chat == GROUP["id"]]
    assert "I answer in our own chat only" in str(in_group.activity)
    assert "What I keep" not in str(in_group.activity)


async def test_what_was_said_to_the_bot_alone_is_answered_to_them_alone(town: Town, priya: Client) -> None:
    recipient = {**priya.activity()["recipient"], "isTargeted": True}
    await priya.says("my-data", conversation=GROUP, recipient=recipient)
    [in_group] = [one for (chat, _), one in town.teams.posted.items() if chat == GROUP["id"]]
    assert in_group.seen_by


@pytest.mark.parametrize(
    "fault",
    [Refuse(412), Refuse(429, retry_after=1), Refuse(502), Refuse(503), Page(502), Reset(), LoseAnswer()],
)
async def test_an_answer_that_may_pass_is_tried_again_at_once(town: Town, priya: Client, fault: Any) -> None:
    town.teams.faults.plan("send", fault)
    before = len(priya.chat)
    assert (await priya.says("help")).status == 200
    assert len(priya.chat) > before


@pytest.mark.parametrize(
    "fault", [Refuse(403, "MessageWritesBlocked"), Refuse(400, "BadArgument"), Page(200)]
)
async def test_an_answer_that_cannot_be_given_is_no_500(town: Town, priya: Client, fault: Any) -> None:
    town.teams.faults.plan("send", fault)
    assert (await priya.says("help")).status == 200
    assert len(town.teams.faults.happened) == 1


async def test_silence_that_teams_asks_of_an_answer_is_kept_by_what_is_sent_first(fresh_town: Town) -> None:
    settle_in(fresh_town)
    fresh_town.teams.faults.plan("send", Refuse(429, retry_after=60))
    await fresh_town["priya"].says("help")
    await fresh_town.drains()
    assert len(fresh_town.teams.calls_of("send")) == 1


async def test_a_slow_turn_shows_that_somebody_types(town: Town, priya: Client) -> None:
    with locked(town):
        saying = asyncio.create_task(priya.says("home"))
        await until(lambda: town.teams.calls_of("typing"))
        before = len(priya.chat)
    assert (await saying).status == 200
    assert len(priya.chat) == before + 1


async def test_a_slow_press_is_answered_in_time_and_its_card_is_drawn_later(
    town: Town, priya: Client
) -> None:
    with locked(town):
        answer = await priya.presses("I agree and sign")
        assert "still working" in answer.text
    await until(lambda: town.teams.calls_of("update"))
    assert len(town.teams.calls_of("update")) == 1


async def test_a_press_whose_turn_breaks_is_a_sentence_and_a_message(town: Town, priya: Client) -> None:
    with broken(town), capture_logs() as lines:
        answer = await priya.presses("I agree and sign")
    assert answer.status == 200
    assert "That did not work" in answer.text
    assert "Something broke on my side" in last(priya)
    assert [line["event"] for line in lines] == ["turn failed"]


async def test_a_press_that_comes_again_meanwhile_is_shown_once(town: Town, priya: Client) -> None:
    """Teams' clients wait a moment and send it again, whatever became of the first."""
    town.teams.faults.plan("send", Stall(0.5), Stall(0.5))
    stale = {
        "type": "Action.Execute",
        "data": encode_action_data(ButtonData(Action("checkins.choose", {"check_in": "gone"}))),
    }
    before = len(priya.chat)
    press = priya.activity(
        type="invoke", name=CARD_ACTION, value={"action": stale, "trigger": "manual"}, replyToId="1"
    )
    first, again = await asyncio.gather(priya.sends(press), priya.sends(press))
    assert (first.status, first.text) == (again.status, again.text)
    assert len(priya.chat) == before + 1


async def test_words_that_come_again_meanwhile_are_answered_once(town: Town, priya: Client) -> None:
    town.teams.faults.plan("send", Stall(0.5), Stall(0.5))
    before, words = len(priya.chat), priya.activity(type="message", text="help")
    await asyncio.gather(priya.sends(words), priya.sends(words))
    assert len(priya.chat) == before + 1


async def test_what_is_shown_late_is_shown_once(town: Town, priya: Client) -> None:
    """The answer was made in time to be written, and only its request was over."""
    stale = {
        "type": "Action.Execute",
        "data": encode_action_data(ButtonData(Action("checkins.choose", {"check_in": "gone"}))),
    }
    before = len(priya.chat)
    with locked(town):
        answer = await priya.acts(stale, "1")
        assert "still working" in answer.text
    await until(lambda: len(priya.chat) > before)
    await asyncio.sleep(0.3)
    assert len(priya.chat) == before + 1


@pytest.mark.parametrize("is_slow", [False, True])
async def test_a_card_among_others_is_not_changed_for_them(town: Town, priya: Client, is_slow: bool) -> None:
    """The person who pressed it gets the answer alone."""
    sign = action_of(priya.chat[-1].card, "I agree and sign")
    assert sign
    with locked(town) if is_slow else nullcontext():
        answer = await priya.invokes(
            CARD_ACTION,
            {"action": sign, "trigger": "manual"},
            replyToId=priya.chat[-1].id,
            conversation=GROUP,
        )
        assert answer.status == 200
    if is_slow:
        await until(lambda: "That took a while" in last(priya) or town.teams.calls_of("update"))
    await asyncio.sleep(0.3)
    assert not town.teams.calls_of("update")
    assert not [chat for chat, _ in town.teams.posted if chat == GROUP["id"]]


@pytest.mark.parametrize(
    "invoke", [CARD_ACTION, "task/fetch", "task/submit", "composeExtension/submitAction"]
)
@pytest.mark.parametrize("data", [{}, None, {"upmentor": {"is": "press", "do": ["a.word"]}}])
async def test_a_button_that_cannot_be_read_is_a_sentence(
    town: Town, priya: Client, invoke: str, data: object
) -> None:
    """A card stays in its chat for longer than a release."""
    about = {"data": data}
    answer = await priya.invokes(invoke, {"action": about} if invoke == CARD_ACTION else about)
    assert answer.status == 200
    assert problems_of_answer(answer.body, invoke) == []
    assert "That button is from earlier" in answer.text


async def test_invokes_nobody_knows_are_answered(town: Town, priya: Client) -> None:
    for name in ("composeExtension/query", "signin/verifyState", "a/word-of-next-year", "fileConsent/invoke"):
        answer = await priya.invokes(name, {})
        assert answer.status in (200, 400), name

"""The bodies that answer invokes: right for each reply and each way in, and never without what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams.action_data import ButtonData, FormData, decode_action_data
from adapters.teams.adaptive_cards import CARD
from adapters.teams.inbound_event import TeamsIncoming
from adapters.teams.invoke_responses import (
    SENTENCE,
    fits_in_response,
    invoke_failed,
    invoke_response,
    invoke_working,
)
from adapters.teams.reply_target import CARD_ACTION, TeamsReplyTarget
from bot import screens
from bot.address import Address
from bot.gallery import examples
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.surface import Action, Button, Buttons, Form, LongText, Message, ShortText, Text
from bot.turn import Act, Called, Event, OpenForm, Pressed, Redraw, RejectForm, Reply, Show, Submitted
from tests.teams.reading import words_of
from tests.teams.validate import problems_of_answer

DO = Action("noun.verb", {"id": "42"})
FORM = Form("Quiet hours", DO, "form-3", (ShortText("begin", "From"), LongText("why", "Why")))
MESSAGE = Message("It is done", (Text("It is done, and kept."), Buttons((Button("Undo", DO),))), "Done")
TYPED = {"begin": "12:00", "why": "a *long* story\nof mine"}
DIALOGS = ("task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction")
INVOKES = (CARD_ACTION, *DIALOGS)
REPLIES = (
    Show(MESSAGE),
    Redraw(MESSAGE),
    OpenForm(FORM),
    RejectForm(FORM, {"begin": "Too late.", "": "Closed."}),
)


def incoming(invoke: str, act: Act, reply_to: str = "1780311600000") -> TeamsIncoming:
    who = Address(platform=Platform.TEAMS, workspace="tenant", user="user")
    place = TeamsReplyTarget(
        conversation="a:1",
        kind="personal",
        service_url="https://smba.trafficmanager.net/emea/",
        tenant="tenant",
        bot="28:bot",
        user="29:user",
        reply_to=reply_to,
        invoke=invoke,
    )
    return TeamsIncoming(Event(key=EventKey("key"), who=who, act=act), place)


def card_of(body: Any) -> Any:
    return body["value"] if "value" in body else body["task"]["value"]["card"]["content"]


@pytest.mark.parametrize("invoke", INVOKES)
@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("act", [Pressed(DO), Submitted(DO, "form-3", TYPED), Called("check-in")])
def test_every_reply_has_a_proper_body_for_every_way_in(invoke: str, reply: Reply, act: Act) -> None:
    came = incoming(invoke, act)
    assert problems_of_answer(invoke_response(reply, came), invoke) == []
    assert problems_of_answer(invoke_working(came), invoke) == []
    assert problems_of_answer(invoke_failed(came, screens.something_broke("7f3a")), invoke) == []


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example.name))
def test_every_screen_answers_every_way_in(example: Any) -> None:
    reply = OpenForm(example.shown) if isinstance(example.shown, Form) else Redraw(example.shown)
    for invoke in (CARD_ACTION, "task/submit"):
        assert problems_of_answer(invoke_response(reply, incoming(invoke, Pressed(DO))), invoke) == []


class TestCards:
    def test_a_redrawn_card_stands_in_the_place_of_the_pressed_one(self) -> None:
        came = incoming(CARD_ACTION, Pressed(DO))
        body = invoke_response(Redraw(MESSAGE), came)
        assert (body["statusCode"], body["type"]) == (200, CARD)
        assert "It is done, and kept." in words_of(body["value"]["body"])
        assert fits_in_response(Redraw(MESSAGE), came.target)

    def test_what_is_shown_beside_the_card_follows_as_a_message(self) -> None:
        came = incoming(CARD_ACTION, Pressed(DO))
        body = invoke_response(Show(MESSAGE), came)
        assert body == {"statusCode": 200, "type": SENTENCE, "value": "It is done"}
        assert not fits_in_response(Show(MESSAGE), came.target)

    def test_a_form_opens_in_the_place_of_the_card_and_comes_back_as_it_went(self) -> None:
        body = invoke_response(OpenForm(FORM), incoming(CARD_ACTION, Pressed(DO)))
        [send] = body["value"]["actions"]
        assert send["type"] == "Action.Execute"
        assert decode_action_data(send["data"]) == FormData(DO, "form-3", "1780311600000")


class TestDialogs:
    @pytest.mark.parametrize("invoke", DIALOGS)
    def test_everything_stays_in_the_dialog(self, invoke: str) -> None:
        came = incoming(invoke, Pressed(DO))
        value = invoke_response(Show(MESSAGE), came)["task"]["value"]
        assert value["title"] == "Done"
        assert next(words_of(value["card"]["content"]["body"])) == "It is done, and kept."
        assert fits_in_response(Show(MESSAGE), came.target)

    def test_a_form_that_cannot_be_taken_keeps_what_was_typed(self) -> None:
        came = incoming("task/submit", Submitted(DO, "form-3", TYPED))
        card = card_of(invoke_response(RejectForm(FORM, {"begin": "Too late."}), came))
        read = [*filter(None, words_of(card["body"]))]
        assert read == ["Too late.", "From", "12:00", "Why", "a *long* story\nof mine"]

    def test_a_form_that_is_asked_for_afresh_holds_nothing_of_another(self) -> None:
        card = card_of(
            invoke_response(OpenForm(FORM), incoming("task/submit", Submitted(DO, "form-2", TYPED)))
        )
        assert [*filter(None, words_of(card["body"]))] == ["From", "Why"]

    def test_it_is_as_high_as_what_it_shows_within_reason(self) -> None:
        few = invoke_response(OpenForm(FORM), incoming("task/fetch", Pressed(DO)))["task"]["value"]["height"]
        fields = tuple(LongText(f"k{n}", "Note") for n in range(30))
        many = invoke_response(OpenForm(Form("Long", DO, "1", fields)), incoming("task/fetch", Pressed(DO)))
        assert 240 <= few < many["task"]["value"]["height"] <= 720


class TestNothingIsLost:
    @pytest.mark.parametrize("invoke", [CARD_ACTION, "task/submit", "composeExtension/submitAction"])
    def test_what_was_typed_is_shown_and_can_be_sent_again(self, invoke: str) -> None:
        came = incoming(invoke, Submitted(DO, "form-3", TYPED))
        for body in (invoke_working(came), invoke_failed(came, screens.something_broke("7f3a"))):
            card = card_of(body)
            assert "a *long* story\nof mine" in [*words_of(card["body"])]
            [again] = card["actions"]
            assert decode_action_data(again["data"]) == FormData(DO, "form-3", "1780311600000")
            assert again["data"]["field.why"] == TYPED["why"]

    def test_a_press_can_be_pressed_again(self) -> None:
        [again] = card_of(invoke_failed(incoming(CARD_ACTION, Pressed(DO)), screens.something_broke("7f3a")))[
            "actions"
        ]
        assert decode_action_data(again["data"]) == ButtonData(DO)

    def test_a_failure_says_its_reference(self) -> None:
        body = invoke_failed(
            incoming("composeExtension/fetchTask", Called("check-in")), screens.something_broke("7f3a")
        )
        assert "7f3a" in " ".join(words_of(card_of(body)["body"]))
        assert "actions" not in card_of(body)

    def test_a_card_says_that_it_takes_a_moment(self) -> None:
        read = " ".join(words_of(card_of(invoke_working(incoming(CARD_ACTION, Pressed(DO))))["body"]))
        assert "still working on it" in read

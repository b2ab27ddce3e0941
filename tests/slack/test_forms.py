"""Forms as modals: each field its native input, each problem at its field."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.action_data import NOTHING, decode_origin
from adapters.slack.render import render_form, render_problems
from adapters.slack.reply_target import SlackReplyTarget
from bot.surface import (
    Action,
    Choice,
    Date,
    Form,
    LongText,
    Number,
    Option,
    Scale,
    ShortText,
    Toggle,
    Words,
)
from tests.slack.reading import words_of
from tests.slack.validate import problems_of_view

ACTION = Action("noun.verb")
PLACE = SlackReplyTarget(
    channel="D0123456789",
    thread_ts="1780315200.123459",
    message_ts="1780315200.123459",
    response_url="https://hooks.slack.com/actions/T0123456789/1234567890123/abcdefghijklmnopqrstuvwx",
    trigger_id="once",
)


def fields_of(*items: Any) -> list[Any]:
    rendered: Any = render_form(Form("A form", ACTION, "1", items))["blocks"]
    return list(rendered)


class TestForms:
    def test_each_field_has_its_own_native_input(self) -> None:
        yes_no = (Option("y", "Yes"), Option("n", "No"))
        many = tuple(Option(str(n), str(n)) for n in range(9))
        rendered = fields_of(
            ShortText("name", "Name", initial="Priya", limit=40),
            LongText("note", "Note", hint="Anything", required=True),
            Choice("pick", "Pick", options=yes_no, required=True, initial="n"),
            Choice("list", "List", options=many),
            Scale("mark", "Mark", declined=Option("declined", "Rather not")),
            Number("hours", "Hours", low=0, high=1e-7, initial="0"),
            Date("on", "On", initial="2026-06-12"),
            Toggle("agree", "I agree", initial=True),
        )
        assert [block["block_id"] for block in rendered] == [
            "name",
            "note",
            "pick",
            "list",
            "mark",
            "hours",
            "on",
            "agree",
        ]
        name, note, pick, list_, mark, hours, on, agree = (block["element"] for block in rendered)
        assert name == {
            "type": "plain_text_input",
            "max_length": 40,
            "initial_value": "Priya",
            "action_id": "value",
        }
        assert note["multiline"]
        assert rendered[1]["hint"]["text"] == "Anything"
        assert [block["optional"] for block in rendered] == [True, False, False, *[True] * 5]
        assert (pick["type"], pick["initial_option"]["value"]) == ("radio_buttons", "n")
        assert (list_["type"], len(list_["options"])) == ("static_select", 9)
        assert [o["value"] for o in mark["options"]] == ["1", "2", "3", "4", "5", "declined"]
        assert (mark["type"], hours["max_value"], on["initial_date"]) == (
            "radio_buttons",
            "0.0000001",
            "2026-06-12",
        )
        assert agree["initial_options"] == agree["options"]

    def test_an_answer_that_may_be_left_out_can_be_taken_back(self) -> None:
        options = (Option("a", "A"), Option("b", "B"))
        kept, optional = fields_of(
            Choice("kept", "Kept", options=options, initial="a", required=True),
            Choice("optional", "Optional", options=options, initial="a"),
        )
        assert [o["value"] for o in kept["element"]["options"]] == ["a", "b"]
        assert [o["value"] for o in optional["element"]["options"]] == ["a", "b", NOTHING]

    def test_a_note_longer_than_its_limit_stays_whole(self) -> None:
        [field] = fields_of(LongText("note", "Note", initial="x" * 30, limit=20))
        assert field["element"]["max_length"] == 30

    def test_what_is_only_read_is_only_closed(self) -> None:
        view: Any = render_form(Form("Your notes", ACTION, "1", (Words("x"),), "Close"))
        assert "submit" not in view
        assert view["close"]["text"] == "Close"

    def test_the_place_comes_back_without_what_serves_once(self) -> None:
        view = render_form(Form("Your notes", ACTION, "1", (Words("x"),)), PLACE)
        origin = decode_origin(str(view["private_metadata"]))
        assert origin
        assert origin.target == SlackReplyTarget(
            channel=PLACE.channel,
            thread_ts=PLACE.thread_ts,
            message_ts=PLACE.message_ts,
            response_url=PLACE.response_url,
        )


class TestProblems:
    FORM = Form("Quiet hours", ACTION, "1", (ShortText("begin", "From"), ShortText("end", "To")))

    def test_each_stands_at_its_field(self) -> None:
        answer = render_problems(self.FORM, {"end": "Too early."})
        assert answer == {"response_action": "errors", "errors": {"end": "Too early."}}

    def test_one_at_no_field_stands_at_the_first(self) -> None:
        answer = render_problems(self.FORM, {"begin": "Too late.", "": "It has closed."})
        assert answer["errors"] == {"begin": "Too late. It has closed."}

    @given(st.sampled_from(["It has closed.", "x" * limits.ALERT, "x" * 500]))
    def test_without_fields_it_stands_on_top(self, problem: str) -> None:
        answer: Any = render_problems(Form("Notes", ACTION, "1", (Words("x"),)), {"": problem}, PLACE)
        assert answer["response_action"] == "update"
        assert problems_of_view(answer["view"]) == []
        assert next(words_of(answer["view"]["blocks"])) == problem

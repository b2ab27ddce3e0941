"""Block Kit: everything the surface allows fits Slack, all of it is there to read, and no word becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.slack.action_data import decode_origin
from adapters.slack.block_kit import SlackLimit, weighs_at_most, weight
from adapters.slack.render import render_form, render_home, render_message, render_modal
from adapters.slack.reply_target import SlackReplyTarget
from bot import limits as surface_limits
from bot.gallery import examples
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Choice,
    Fact,
    Facts,
    Form,
    Link,
    LongText,
    Message,
    Option,
    Section,
    Series,
    Table,
    Text,
    Words,
)
from tests.slack.reading import words_of
from tests.slack.validate import problems_of_message, problems_of_view
from tests.slack.validate import weight as weighed
from tests.strategies import as_many_as_fit, forms, messages, strings_of

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
ACTION = Action("noun.verb")
PLACE = SlackReplyTarget(
    channel="D0123456789",
    thread_ts="1780315200.123459",
    message_ts="1780315200.123459",
    response_url="https://hooks.slack.com/actions/T0123456789/1234567890123/abcdefghijklmnopqrstuvwx",
    trigger_id="once",
)


def blocks_of(*blocks: Block, title: str = "") -> list[Any]:
    rendered: Any = render_message(Message("Hello", blocks, title))["blocks"]
    return list(rendered)


class TestEverythingFits:
    @SLOW
    @given(messages())
    def test_messages(self, message: Message) -> None:
        assert problems_of_message(render_message(message)) == []
        assert problems_of_message(render_message(message, native=False)) == []

    @SLOW
    @given(messages())
    def test_messages_as_views(self, message: Message) -> None:
        assert problems_of_view(render_home(message)) == []
        assert problems_of_view(render_modal(message, PLACE)) == []

    @SLOW
    @given(forms())
    def test_forms(self, form: Form) -> None:
        assert problems_of_view(render_form(form, PLACE)) == []
        origin = decode_origin(str(render_form(form, PLACE)["private_metadata"]))
        assert origin
        assert (origin.action, origin.instance) == (form.action, form.instance)

    @pytest.mark.parametrize(
        "block",
        [
            Text("x"),
            Text("&" * surface_limits.TEXT),
            Text("😀" * 200, "strong"),
            Text("x" * 150, "quiet"),
            Words("x" * 100, "somebody"),
            Facts((Fact("&" * 90, "<" * 900),) * 10),
            Facts((Fact("x", "y"),) * 10),
            Buttons((Button("x" * 40, Action("x" * 255, {"k": "v" * 980}), "danger"),) * 6),
            Buttons((Link("x", "https://example.com/" + "x" * 900),) * 3),
            Table(("",) * 10, (("",) * 10,) * 60),
            Table(("x",) * 10, (("y",) * 10,) * 10, "A caption"),
            Table(("x",) + ("",) * 9, (("",) * 9 + ("y",),) * 60),
            Table(("x",) + ("",) * 9, (("",) * 9 + ("y",),) * 4),
            Table(("x" * 100, "y" * 100), (("z" * 200, ""),) * 20),
            Chart("t", "bar", ("a",), (Series("s", (1.0,)),), "alt"),
            Chart("t", "bar", ("a",) * 20, (Series("s", (-1.23456e-5,) * 20),) * 6, "alt", "unit"),
            Section("A section", (Text("x"),)),
            Section("A section", (Buttons((Button("x", ACTION),)),)),
            Section(
                "A section", (Table(("x",), ()), Chart("t", "line", ("a",), (Series("s", (1.0,)),), "alt"))
            ),
        ],
    )
    def test_as_many_of_a_block_as_the_surface_allows(self, block: Block) -> None:
        full = as_many_as_fit(block)
        assert problems_of_message(render_message(full)) == []
        assert problems_of_message(render_message(full, native=False)) == []
        assert problems_of_view(render_home(full)) == []

    def test_a_form_as_heavy_as_the_surface_allows(self) -> None:
        options = tuple(Option(f"{n:02}" + "v" * 148, "😀" * 75) for n in range(20))
        choices = [
            Choice(f"k{n}", "x" * 150, "y" * 300, options=options, initial=options[0].value) for n in range(6)
        ]
        assert problems_of_view(render_form(Form("Heavy", ACTION, "1", tuple(choices)), PLACE)) == []
        words = tuple(Words("क" * 1_000) for _ in range(21))
        assert problems_of_view(render_form(Form("Heavy", ACTION, "1", words))) == []

    def test_we_weigh_a_message_as_the_validator_does(self) -> None:
        for example in examples():
            if isinstance(example.shown, Message):
                blocks: Any = render_message(example.shown)["blocks"]
                assert weight(blocks) == weighed(blocks)
                assert weighs_at_most(weight(blocks), blocks)
                assert not weighs_at_most(weight(blocks) - 1, blocks)

    def test_what_is_too_large_is_a_defect(self) -> None:
        with pytest.raises(SlackLimit, match="size of 3100; Slack takes 1 to 3000"):
            render_form(Form("Heavy", ACTION, "1", (LongText("k", "Note", limit=3_100),)))


class TestAllIsThereToRead:
    @pytest.mark.parametrize("native", [True, False])
    @SLOW
    @given(message=messages())
    def test_messages(self, native: bool, message: Message) -> None:
        rendered = render_message(message, native=native)
        read = _folded(" ".join(words_of(rendered)))
        for text in strings_of(message.title) + [t for block in message.blocks for t in _expected(block)]:
            assert _folded(text) in read

    def test_a_notification_shows_the_notification_and_nothing_else(self) -> None:
        assert render_message(Message("R&D <!channel>", (Text("x"),)))["text"] == "R&amp;D &lt;!channel&gt;"

    def test_a_message_of_a_notification_alone(self) -> None:
        assert [*words_of(render_message(Message("Hi", ())))] == ["Hi", "Hi"]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _expected(block: Block) -> list[str]:
    """The words of a block that must be readable; tones, styles and actions are not words."""
    match block:
        case Text(text=text) | Words(text=text):
            return [text]
        case Buttons():
            return [one.label for one in block.items]
        case Section():
            return [block.title, *(text for inner in block.blocks for text in _expected(inner))]
        case Chart():
            return [block.title, block.alt]
        case _:
            return strings_of(block)


class TestWordsStayWords:
    NASTY = "<!channel> <@U123> <https://evil.example|here> *bold* _it_ `code` :tada: > quote & so on"

    def test_people_are_quoted_letter_for_letter(self) -> None:
        [quoted] = blocks_of(Words(self.NASTY, "Priya <@U1>"))
        text = {"type": "text", "text": self.NASTY}
        by = {"type": "text", "text": "– Priya <@U1>", "style": {"italic": True}}
        assert quoted["elements"] == [
            {"type": "rich_text_quote", "elements": [text]},
            {"type": "rich_text_section", "elements": [by]},
        ]

    @SLOW
    @given(messages() | forms())
    def test_only_labels_of_facts_are_markup(self, screen: Message | Form) -> None:
        rendered = render_message(screen) if isinstance(screen, Message) else render_form(screen)
        for marked in _marked(rendered):
            assert marked["verbatim"]
            assert not set("<>") & set(marked["text"])
            assert marked["text"].startswith("*")

    @pytest.mark.parametrize(
        "label, value, is_marked",
        [
            ("Pairs", "12, 11 with a signed charter", True),
            ("R&D", "3 < 5", True),
            ("Email", "priya_raman@example.com", True),
            ("Hours", "9:00 to 17:00", True),
            ("Pairs", "*all* of them", False),
            ("Pairs", "a `b` c", False),
            ("Pairs", "two _ _", False),
            ("Pairs", ":tada:", False),
            ("Pairs", "one\n> quoted", False),
            ("Pairs*", "one", False),
            (" Pairs", "one", False),
            ("Two\nlines", "one", False),
            ("Long", "&" * 500, False),
        ],
    )
    def test_a_label_stands_out_where_nothing_else_does(
        self, label: str, value: str, is_marked: bool
    ) -> None:
        [section] = blocks_of(Facts((Fact("Cohort", "Spring"), Fact(label, value))))
        kinds = {one["type"] for one in section["fields"]}
        assert kinds == {"mrkdwn" if is_marked else "plain_text"}
        assert [*words_of(section)][1] == f"{label}\n{value}"


def _marked(value: Any) -> Iterator[dict[str, Any]]:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, dict) and value.get("type") == "mrkdwn":
        yield value
    for one in inner:
        yield from _marked(one)

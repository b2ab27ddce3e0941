"""Adaptive Cards: everything the surface allows fits Teams, all of it is there to read, and no word becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from adapters.teams.action_data import NOTHING, ButtonData, FormData, decode_action_data
from adapters.teams.adaptive_cards import TeamsLimit, fit, is_markup
from adapters.teams.render import render_card, render_form, render_message
from bot import limits as surface_limits
from bot.gallery import examples
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Choice,
    Date,
    Fact,
    Facts,
    Form,
    Link,
    LongText,
    Message,
    Number,
    Option,
    Scale,
    Section,
    Series,
    ShortText,
    SurfaceLimit,
    Table,
    Text,
    Toggle,
    Words,
)
from tests.strategies import as_many_as_fit, forms, messages, strings_of
from tests.teams.reading import words_of
from tests.teams.validate import problems_of_activity, problems_of_card, problems_of_dialog

SLOW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
ACTION = Action("noun.verb", {"id": "42"})
OPTIONS = tuple(Option(f"{n:02}" + "v" * 148, "😀" * 75) for n in range(20))
CHART = Chart("Answers", "bar", ("May", "June"), (Series("Mentors", (3.0, 4.5)),), "It rose.", "of 5")


def body_of(*blocks: Block, title: str = "") -> list[Any]:
    return list(render_card(Message("Hello", blocks, title))["body"])


class TestEverythingFits:
    @SLOW
    @given(messages())
    def test_messages(self, message: Message) -> None:
        assert problems_of_activity(render_message(message)) == []
        assert problems_of_dialog(render_card(message, "dialog", titled=False)) == []

    @SLOW
    @given(forms())
    def test_forms(self, form: Form) -> None:
        assert problems_of_dialog(render_form(form, card_id="1780311600000")) == []
        inline = render_form(form, surface="chat")
        assert problems_of_card(inline, most=75_000) == []
        assert decode_action_data(inline["actions"][0]["data"]) == FormData(form.action, form.instance)

    @pytest.mark.parametrize(
        "block",
        [
            Text("x"),
            Text("&" * surface_limits.TEXT),
            Text('"' * surface_limits.TEXT, "quiet"),
            Text("😀" * 200, "strong"),
            Text("x\n" * 75, "quiet"),
            Words("क" * 100, "somebody"),
            Words('"' * 1_000, "&"),
            Facts((Fact("&" * 90, "<" * 900),) * 10),
            Facts((Fact("&", "y"),) * 10),
            Buttons((Button("x" * 40, Action("x" * 255, {"k": "v" * 980}), "danger"),) * 6),
            Buttons((Button("x", Action("checkins.form"), "danger"),) * 6),
            Buttons((Link("x", "https://example.com/" + "x" * 900),) * 3),
            Buttons((Link("x", "upmentor:x"),) * 6),
            Buttons((Button("x" * 40, Action("scope.flag"), "danger"),) * 6),
            Buttons((Button("y" * 40, Action("n"), "danger"),)),
            Table(("",) * 10, (("",) * 10,) * 60),
            Table(("漢",) * 10, (("*",) * 10,) * 10, "A caption"),
            Table(("x",) + ("",) * 9, (("",) * 9 + ("y",),) * 60),
            Table(("x" * 100, "y" * 100), (("z" * 200, ""),) * 20),
            Chart("t", "bar", ("a",), (Series("s", (1.0,)),), "alt"),
            Chart("t", "bar", ("a",) * 20, (Series("s", (-1.23456e-5,) * 20),) * 6, "alt", "unit"),
            Chart(
                "t",
                "line",
                tuple(f"{n:020}" for n in range(20)),
                tuple(Series(f"{n:020}", (-1.23456e-5,) * 20) for n in range(6)),
                "*",
                "%",
            ),
            Section("A section", (Text("*"),)),
            Section("A & B", (Buttons((Button("x", ACTION),)),)),
        ],
    )
    def test_as_many_of_a_block_as_the_surface_allows(self, block: Block) -> None:
        assert problems_of_activity(render_message(as_many_as_fit(block))) == []

    @pytest.mark.parametrize(
        "item",
        [
            Choice("k", "x" * 150, "y" * 300, options=OPTIONS, initial=OPTIONS[0].value),
            LongText("k", "*", "_", initial='"' * 100, required=True),
            Number("k", "x", low=-1e300, high=1e300, initial="-1.7976931348623157e+308"),
            Words("क" * 1_000),
            Facts((Fact("&", "x"),) * 10),
            Toggle("k", "x"),
        ],
    )
    def test_as_many_items_as_a_form_may_have(self, item: Any) -> None:
        fullest, problems = None, {}
        for number in range(1, surface_limits.FORM_ITEMS + 1):
            items = tuple(
                msgspec.structs.replace(item, key=f"k{n}") if hasattr(item, "key") else item
                for n in range(number)
            )
            try:
                fullest = Form("Heavy", ACTION, "1", items)
            except SurfaceLimit:
                break
            problems = {field.key: "Please fill this in." for field in fullest.fields}
        assert fullest
        assert problems_of_dialog(render_form(fullest, {}, problems)) == []

    def test_what_is_too_large_is_a_defect(self) -> None:
        with pytest.raises(TeamsLimit, match="size of 7; Teams takes at most 6"):
            fit("a thing", 7, 6)

    @pytest.mark.parametrize(
        "url",
        [
            "https://example.com/%",
            "https://example.com/ä b#c#d",
            "https://exämple.com/[x]",
            "https://x/?a=1&b=%20",
        ],
    )
    def test_addresses_are_written_as_they_have_to_be(self, url: str) -> None:
        assert problems_of_card(render_card(Message("Hi", (Buttons((Link("Open", url),)),)))) == []


class TestAllIsThereToRead:
    @SLOW
    @given(messages())
    def test_messages(self, message: Message) -> None:
        read = _folded(" ".join(words_of(render_card(message)["body"])))
        for text in [message.title, *(t for block in message.blocks for t in _expected(block))]:
            assert _folded(text) in read

    @SLOW
    @given(forms())
    def test_forms(self, form: Form) -> None:
        read = _folded(" ".join(words_of(render_form(form)["body"])))
        for field in form.fields:
            assert _folded(field.label) in read
            assert _folded(field.hint) in read

    def test_a_notification_shows_the_notification_and_nothing_else(self) -> None:
        activity = render_message(Message("R&D <at>x</at>", (Text("secret"),)))
        assert (
            activity["summary"] == activity["attachments"][0]["content"]["fallbackText"] == "R&D <at>x</at>"
        )
        assert "text" not in activity

    def test_a_message_of_a_notification_alone(self) -> None:
        assert [*words_of(render_card(Message("Hi", ()))["body"])] == ["Hi"]

    @pytest.mark.parametrize("example", examples(), ids=lambda example: str(example.name))
    def test_whoever_has_no_charts_and_no_tables_reads_the_numbers(self, example: Any) -> None:
        if not isinstance(example.shown, Message):
            return
        for element in _of_kind(render_card(example.shown), "Chart."):
            read = " ".join(words_of(element["fallback"]))
            for words in (element["title"], *(str(one) for one in words_of(element.get("data", [])))):
                assert words in read


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
        case Table():
            return [block.caption, *block.columns, *(cell for row in block.rows for cell in row)]
        case _:
            return strings_of(block)


class TestWordsStayWords:
    NASTY = "**bold** _it_ [here](https://evil.example) <at>All</at> {{DATE(2026-01-01)}} &amp; 1. list"

    def test_people_are_quoted_letter_for_letter(self) -> None:
        [quoted] = body_of(Words(self.NASTY, "Priya *P*"))
        words, by = quoted["items"]
        assert words == {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": self.NASTY}]}
        assert by["inlines"][0]["text"] == "– Priya *P*"

    @SLOW
    @given(messages() | forms())
    def test_markdown_is_read_only_where_there_is_none(self, screen: Message | Form) -> None:
        rendered = render_card(screen) if isinstance(screen, Message) else render_form(screen)
        for element in _of_kind(rendered, "TextBlock"):
            assert not is_markup(element["text"])
        for element in _of_kind(rendered, "FactSet"):
            assert not any(is_markup(fact["title"]) or is_markup(fact["value"]) for fact in element["facts"])
        for element in _of_kind(rendered, "Input.ChoiceSet"):
            if element["style"] == "expanded":
                assert not any(is_markup(choice["title"]) for choice in element["choices"])

    @pytest.mark.parametrize(
        "text",
        ["*a*", "a_b", "`x`", "[a](b)", "- a", "a\n- b", "1. a", "1) a", "# a", "> a", "a\nb", "a\\", "&lt;"],
    )
    def test_what_markdown_reads(self, text: str) -> None:
        assert is_markup(text)

    @pytest.mark.parametrize(
        "text",
        [
            "12, 11 with a signed charter",
            "9:00 to 17:00",
            "–",
            "Who – and when?",
            "A (b), c/d; 5.5 %",
            "1.5 h",
        ],
    )
    def test_what_it_leaves(self, text: str) -> None:
        assert not is_markup(text)

    def test_headings_are_headings_where_they_can_be(self) -> None:
        plain, marked = body_of(title="A charter")[0], body_of(title="A *charter*")[0]
        assert (plain["type"], plain["style"]) == ("TextBlock", "heading")
        assert marked["type"] == "RichTextBlock"


class TestNative:
    def test_a_press_is_executed_or_submitted(self) -> None:
        [row] = body_of(Buttons((Button("Go", ACTION, "primary"), Link("Open", "https://example.com"))))
        press, link = row["actions"]
        assert (press["type"], press["fallback"]["type"]) == ("Action.Execute", "Action.Submit")
        assert press["data"] == press["fallback"]["data"]
        assert decode_action_data(press["data"]) == ButtonData(ACTION)
        assert link == {"type": "Action.OpenUrl", "title": "Open", "url": "https://example.com"}

    def test_buttons_that_do_not_fit_beside_the_others_stand_below(self) -> None:
        labels = ("Answer in a form", "Answer here, one by one", "Flag what is not mine", "x" * 40, "y" * 40)
        rows = body_of(Buttons(tuple(Button(label, ACTION) for label in labels)))
        assert [[one["title"] for one in row["actions"]] for row in rows] == [
            [*labels[:2]],
            [labels[2]],
            [labels[3]],
            [labels[4]],
        ]

    def test_no_column_is_narrower_than_a_word(self) -> None:
        table = Table(("Part", "Check-in 1"), (("a very long description of all of it", "withheld"),))
        assert body_of(table)[0]["columns"] == [{"width": 14}, {"width": 10}]

    def test_what_opens_a_form_opens_a_dialog(self) -> None:
        [row] = body_of(Buttons((Button("Answer", Action("checkins.form")),)))
        [press] = row["actions"]
        assert (press["type"], press["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})

    def test_in_a_dialog_only_submit_comes_back(self) -> None:
        card = render_card(
            Message("Hi", (Buttons((Button("Go", ACTION), Button("Form", Action("checkins.form")))),)),
            "dialog",
        )
        assert {one["type"] for one in card["body"][0]["actions"]} == {"Action.Submit"}
        assert not any("msteams" in one["data"] for one in card["body"][0]["actions"])

    def test_danger_is_not_said_by_colour_alone(self) -> None:
        [row] = body_of(Buttons((Button("Erase", ACTION, "danger"),)))
        assert row["actions"][0]["title"] == "⚠️ Erase"

    def test_an_address_that_is_no_page_is_only_shown(self) -> None:
        [shown] = body_of(Buttons((Link("Run", "javascript:alert(1)"),)))
        assert [*words_of(shown)] == ["Run: javascript:alert(1)"]

    def test_a_chart_has_a_table_and_a_sentence(self) -> None:
        drawn, said = body_of(CHART)
        assert (drawn["type"], drawn["title"], drawn["yAxisTitle"]) == (
            "Chart.VerticalBar",
            "Answers",
            "of 5",
        )
        assert drawn["data"] == [{"x": "May", "y": 3.0}, {"x": "June", "y": 4.5}]
        assert " ".join(words_of(drawn["fallback"])) == "Answers (of 5)  Mentors May 3 June 4.5".replace(
            "  ", " "
        )
        assert said["text"] == "It rose."

    def test_names_that_come_twice_would_be_one_bar(self) -> None:
        twice = Chart("t", "bar", ("a", "a"), (Series("s", (1.0, 2.0)),), "alt")
        assert not list(_of_kind(body_of(twice), "Chart."))

    def test_figures_take_the_width_there_is(self) -> None:
        assert render_card(Message("Hi", (CHART,)))["msteams"] == {"width": "Full"}
        assert "msteams" not in render_card(Message("Hi", (Text("x"),)))


class TestForms:
    def test_each_field_has_its_own_native_input(self) -> None:
        options = (Option("y", "Yes"), Option("n", "No"))
        many = tuple(Option(str(n), str(n)) for n in range(9))
        form = Form(
            "A form",
            ACTION,
            "1",
            (
                ShortText("name", "Name", initial="Priya", limit=40),
                LongText("note", "Note", hint="Anything", required=True),
                Choice("pick", "Pick", options=options, required=True, initial="n"),
                Choice("list", "List", options=many),
                Choice("marked", "Marked", options=(Option("a", "With *Jo*"),)),
                Scale("mark", "Mark", declined=Option("declined", "Rather not")),
                Number("hours", "Hours", low=0, high=1e-7, initial="0"),
                Date("on", "On", initial="2026-06-12"),
                Toggle("agree", "I agree", initial=True),
                Toggle("more", "More?"),
            ),
        )
        inputs = {one["id"].removeprefix("field."): one for one in _of_kind(render_form(form), "Input.")}
        assert list(inputs) == [field.key for field in form.fields]
        assert inputs["name"]["value"] == "Priya"
        assert inputs["name"]["maxLength"] == 40
        assert inputs["note"]["isMultiline"]
        assert inputs["note"]["isRequired"]
        assert inputs["note"]["errorMessage"] == "Please fill this in."
        assert (inputs["pick"]["style"], inputs["pick"]["value"]) == ("expanded", "n")
        assert inputs["list"]["style"] == inputs["marked"]["style"] == "compact"
        assert [one["value"] for one in inputs["mark"]["choices"]] == ["1", "2", "3", "4", "5", "declined"]
        assert inputs["hours"]["value"] == 0.0
        assert inputs["on"]["value"] == "2026-06-12"
        assert (inputs["agree"]["value"], inputs["more"]["value"]) == ("yes", NOTHING)
        assert all(one["label"] for one in inputs.values())

    def test_an_answer_that_may_be_left_out_can_be_taken_back(self) -> None:
        options = (Option("a", "A"), Option("b", "B"))
        kept, optional = _of_kind(
            render_form(
                Form(
                    "F",
                    ACTION,
                    "1",
                    (
                        Choice("kept", "Kept", options=options, initial="a", required=True),
                        Choice("optional", "Optional", options=options, initial="a"),
                    ),
                )
            ),
            "Input.ChoiceSet",
        )
        assert [one["value"] for one in kept["choices"]] == ["a", "b"]
        assert [one["value"] for one in optional["choices"]] == ["a", "b", NOTHING]

    def test_what_was_typed_stays_with_a_sentence_at_each_field(self) -> None:
        form = Form(
            "Quiet hours", ACTION, "1", (ShortText("begin", "From"), ShortText("end", "To"), Number("n", "N"))
        )
        typed = {"begin": "9:00", "end": "x" * 300, "n": "many"}
        card = render_form(form, typed, {"end": "Too late.", "": "It has closed."})
        read = [text for text in words_of(card["body"]) if text]
        assert read == ["It has closed.", "From", "9:00", "Too late.", "To", "x" * 300, "N"]
        assert problems_of_dialog(card) == []

    def test_what_is_only_read_is_only_closed(self) -> None:
        notes = Form("Your notes", ACTION, "1", (Words("x"),), "Close")
        assert "actions" not in render_form(notes)
        assert render_form(notes, surface="chat")["actions"][0]["title"] == "Close"


def _of_kind(value: Any, kind: str) -> Iterator[Any]:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, dict) and str(value.get("type", "")).startswith(kind):
        yield value
    for one in inner:
        yield from _of_kind(one, kind)

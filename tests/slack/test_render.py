"""Block Kit: everything the surface allows fits Slack, all of it is there to read, and no word becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.inputs import NOTHING
from adapters.slack.kit import SlackLimit, weight
from adapters.slack.place import Place, decode_origin
from adapters.slack.render import render_form, render_home, render_message, render_modal, render_problems
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
    Table,
    Text,
    Toggle,
    Words,
)
from tests.slack.reading import words_of
from tests.slack.validate import problems_of_message, problems_of_view
from tests.slack.validate import weight as weighed
from tests.strategies import as_many_as_fit, forms, messages, strings_of

SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
ACTION = Action("noun.verb")
PLACE = Place(
    channel="D0123456789",
    thread_ts="1780315200.123459",
    message_ts="1780315200.123459",
    response_url="https://hooks.slack.com/actions/T0123456789/1234567890123/abcdefghijklmnopqrstuvwx",
    trigger_id="once",
)


def blocks_of(*blocks: Block, title: str = "") -> list[Any]:
    rendered: Any = render_message(Message("Hello", blocks, title))["blocks"]
    return list(rendered)


def fields_of(*items: Any) -> list[Any]:
    rendered: Any = render_form(Form("A form", ACTION, "1", items))["blocks"]
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
            Choice(f"k{n}", "x" * 150, "y" * 300, options=options, initial=options[0].value)
            for n in range(14)
        ]
        assert problems_of_view(render_form(Form("Heavy", ACTION, "1", tuple(choices)), PLACE)) == []
        words = tuple(Words("क" * 1_000) for _ in range(45))
        assert problems_of_view(render_form(Form("Heavy", ACTION, "1", words))) == []

    def test_we_weigh_a_message_as_the_validator_does(self) -> None:
        for example in examples():
            if isinstance(example.shown, Message):
                blocks: Any = render_message(example.shown)["blocks"]
                assert weight(blocks) == weighed(blocks)

    def test_what_is_too_large_is_a_defect(self) -> None:
        with pytest.raises(SlackLimit, match="size of 3100; Slack takes 1 to 3000"):
            fields_of(LongText("k", "Note", limit=3_100))


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
    """What must be read of a block; tones, styles and actions are not words."""
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


class TestMessages:
    def test_buttons_carry_their_action_and_have_names_of_their_own(self) -> None:
        row = Buttons(
            (Button("A", ACTION), Button("B", Action("b.c", {"id": "1"}), "primary"), Link("C", "http://c.d"))
        )
        first, second = blocks_of(row, row)
        assert [json.loads(one["value"]) for one in first["elements"][:2]] == [
            {"name": "noun.verb", "about": {}},
            {"name": "b.c", "about": {"id": "1"}},
        ]
        names = [one["action_id"] for block in (first, second) for one in block["elements"]]
        assert names == ["press-1", "press-2", "open-3", "press-4", "press-5", "open-6"]

    def test_danger_is_said_and_not_only_coloured(self) -> None:
        [row] = blocks_of(Buttons((Button("Erase", ACTION, "danger"),)))
        [button] = row["elements"]
        assert button["style"] == "danger"
        assert button["text"]["text"] == "⚠️ Erase"
        assert button["accessibility_label"] == "Erase"

    def test_an_address_that_may_run_something_is_only_shown(self) -> None:
        row, text = blocks_of(Buttons((Link("Run", "javascript:alert(1)"), Button("A", ACTION))))
        assert [one["text"]["text"] for one in row["elements"]] == ["A"]
        assert [*words_of(text)] == ["Run: javascript:alert(1)"]
        [text] = blocks_of(Buttons((Link("Write", "mailto:a@example.com"),)))
        assert [*words_of(text)] == ["Write: mailto:a@example.com"]

    TABLE = Table(("Command", "Does"), (("/home", ""), ("/pause", "漢字")), "What I know")

    def test_one_table_is_shown_whole(self) -> None:
        caption, native = blocks_of(self.TABLE)
        assert [*words_of(caption)] == ["What I know"]
        assert native["type"] == "table"
        assert [[cell["text"] for cell in row] for row in native["rows"]] == [
            ["Command", "Does"],
            ["/home", " "],
            ["/pause", "漢字"],
        ]

    def test_several_tables_are_data_tables_under_their_captions(self) -> None:
        other = Table(("Who", "What"), (("Priya", "x"),) * 30)
        first, _, second = blocks_of(self.TABLE, Section("People", (other,)))
        assert (first["type"], first["caption"], first["page_size"]) == ("data_table", "What I know", 2)
        assert (second["type"], second["caption"], second["page_size"]) == ("data_table", "People", 25)

    def test_without_native_blocks_columns_line_up(self) -> None:
        rendered = render_message(Message("Hi", (self.TABLE,)), native=False)
        assert [*words_of(rendered["blocks"])] == ["What I know", "Command  Does\n/home\n/pause   漢字"]

    def test_a_wide_table_is_a_line_a_row_as_text(self) -> None:
        table = Table(("Note", "By"), (("x" * 100, "Priya"), ("", "")))
        rendered = render_message(Message("Hi", (table,)), native=False)
        assert [*words_of(rendered["blocks"])] == ["Note · By", f"{'x' * 100} · Priya", "–"]

    def test_a_table_without_rows_beside_another_is_text(self) -> None:
        _, twin = blocks_of(self.TABLE, Table(("Who", "What"), ()))
        assert [*words_of(twin)] == ["Who  What"]

    def test_a_chart_has_its_text_twin_below(self) -> None:
        chart = Chart(
            "Answers", "line", ("one", "two"), (Series("Mentors", (1.0, 2.5)),), "1, then 2.5", "people"
        )
        drawn, alt = blocks_of(chart)
        assert drawn["chart"] == {
            "type": "line",
            "series": [
                {"name": "Mentors", "data": [{"label": "one", "value": 1.0}, {"label": "two", "value": 2.5}]}
            ],
            "axis_config": {"categories": ["one", "two"], "y_label": "people"},
        }
        assert [*words_of(alt)] == ["1, then 2.5"]

    def test_a_chart_that_slack_cannot_draw_is_text(self) -> None:
        chart = Chart("Answers", "bar", ("one", "one"), (Series("Mentors", (1.0, 2.0)),), "1 and 2", "people")
        [twin] = blocks_of(chart)
        assert [*words_of(twin)] == ["Answers (people)\n", "1 and 2", "     Mentors\none  1\none  2"]

    def test_where_columns_take_too_much_room_they_are_not_lined_up(self) -> None:
        table = Table(("x", "y"), (("a", "b" * 60), *(("c", "d"),) * 40))
        full = Message("Hello", (Text("x" * 3_000),) * 2 + (table,) * 4)
        assert problems_of_message(render_message(full, native=False)) == []

    def test_a_section_begins_with_its_title_and_words(self) -> None:
        [words] = blocks_of(Section("My check-in", (Text("None is open."),)))
        assert words["elements"][0]["elements"] == [
            {"type": "text", "text": "My check-in\n", "style": {"bold": True}},
            {"type": "text", "text": "None is open."},
        ]
        [quoted] = blocks_of(Section("You said", (Words("More time."),)))
        assert [*words_of(quoted)] == ["You said", "More time."]

    def test_sections_are_set_apart_after_buttons(self) -> None:
        pressed = Section("One", (Buttons((Button("A", ACTION),)),))
        assert [block["type"] for block in blocks_of(pressed, pressed)] == [
            "rich_text",
            "actions",
            "divider",
            "rich_text",
            "actions",
        ]

    def test_home_sections_are_set_apart(self) -> None:
        home: Any = render_home(Message("Hello", (Section("My check-in", (Text("x"),)),), "Hello, Priya"))
        assert [block["type"] for block in home["blocks"]] == ["header", "divider", "header", "section"]


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
        assert origin.place == Place(
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

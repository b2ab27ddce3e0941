"""Messages and the home tab as Block Kit, block by block."""

from __future__ import annotations

import json
from typing import Any

from adapters.slack.render import render_home, render_message
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Link,
    Message,
    Section,
    Series,
    Table,
    Text,
    Words,
)
from tests.slack.reading import words_of
from tests.slack.validate import problems_of_message

ACTION = Action("noun.verb")


def blocks_of(*blocks: Block, title: str = "") -> list[Any]:
    rendered: Any = render_message(Message("Hello", blocks, title))["blocks"]
    return list(rendered)


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

"""The validator: it takes what Slack takes, and names what Slack refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.slack.validate import problems_of_message, problems_of_view


def plain(text: str) -> dict[str, object]:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "a", **more: object) -> dict[str, object]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def field(**element: object) -> dict[str, object]:
    shape = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": "note", "label": plain("Note"), "element": shape}


def options(*values: str) -> list[dict[str, object]]:
    return [{"text": plain(value), "value": value} for value in values]


def table(*rows: tuple[str, ...]) -> dict[str, object]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}


def render_data_table(*rows: tuple[str, ...], **more: object) -> dict[str, object]:
    return {**table(*rows), "type": "data_table", "caption": "Numbers", **more}


def chart(categories: list[str], **series: list[float]) -> dict[str, object]:
    lines = [
        {"name": name, "data": [{"label": c, "value": v} for c, v in zip(categories, values, strict=False)]}
        for name, values in series.items()
    ]
    shape = {"type": "bar", "series": lines, "axis_config": {"categories": categories}}
    return {"type": "data_visualization", "title": "Answers", "chart": shape}


def message(*blocks: Mapping[str, object], **more: object) -> dict[str, object]:
    return {"text": "Hello", "blocks": list(blocks), **more}


def modal(*blocks: Mapping[str, object], **more: object) -> dict[str, object]:
    return {
        "type": "modal",
        "title": plain("Check-in"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": plain(text)}


def test_what_slack_takes() -> None:
    whole = message(
        {"type": "header", "text": plain("Report")},
        section("Hello"),
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*A*\nb", "verbatim": True}]},
        {"type": "context", "elements": [plain("small")]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "w"}]}],
        },
        table(("a", "b"), ("c", " ")),
        render_data_table(("a", "b"), ("c", "d"), page_size=1),
        render_data_table(("a", "b"), ("c", "d")),
        chart(["one", "two"], mentors=[1, 2.5]),
        {
            "type": "actions",
            "elements": [button("a", value="v", style="danger"), button("b", url="https://x.y")],
        },
        channel="D1",
    )
    assert problems_of_message(whole) == []


def test_views_slack_takes() -> None:
    picked = options("yes", "no")
    radios = field(type="radio_buttons", options=picked, initial_option=picked[1])
    assert problems_of_view(modal(radios, {"type": "alert", "text": plain("Look"), "level": "error"})) == []
    assert problems_of_view({"type": "home", "blocks": [section("Hello"), table(("a",))]}) == []


@pytest.mark.parametrize(
    "payload, said",
    [
        ({"blocks": [section("a")]}, "lacks text"),
        (message(), "has 0 items"),
        (message(*[section("a")] * 51), "has 51 items"),
        (message(section("a" * 3_001)), "has 3001 characters"),
        (message(section("")), "has 0 characters"),
        (message({"type": "section"}), "neither text nor fields"),
        (message({"type": "alert", "text": plain("a")}), "'alert' is none of"),
        (message({"type": "actions", "elements": [button(), button()]}), "'a' comes 2 times"),
        (message({"type": "actions", "elements": [button(style="loud")]}), "'loud' is none of"),
        (message({"type": "actions", "elements": [button(value="v" * 2_001)]}), "has 2001 characters"),
        (message({"type": "actions", "elements": [button(colour="red")]}), "knows no colour"),
        (message({"type": "header", "text": {"type": "mrkdwn", "text": "a"}}), "'mrkdwn' is none of"),
        (message(table(("a",), ("b", "c"))), "differ in length"),
        (message(table(("",))), "has 0 characters"),
        (message(table(("a",)), table(("a",))), "2 table blocks; 1 are allowed"),
        (message(table(*[("a" * 1_000,)] * 11)), "hold 11000 characters"),
        (message(render_data_table(("a",))), "2 to 101 are allowed"),
        (message(render_data_table(("a",), ("b",), page_size=0)), "from 1 to 100"),
        (message(*[render_data_table(("a",), ("b" * 3_000,))] * 4), "hold 12004 characters"),
        (message(*[chart(["a"], b=[1])] * 3), "3 data_visualization blocks; 2 are allowed"),
        (message(chart(["a", "a"], b=[1, 1])), "names of their own"),
        (message(chart(["a", "b"], c=[1])), "are not the categories"),
        (message(chart(["a" * 21], b=[1])), "has 21 characters"),
        (message(chart(["a"], b=[float("nan")])), "finite number"),
        (message(*[section("a" * 3_000)] * 5), "the blocks weigh 15625"),
        (message(*[section("a" * 180)] * 50), "the blocks weigh 15250"),
        (message({**section("a"), "block_id": "x"}, {**section("b"), "block_id": "x"}), "'x' comes 2 times"),
    ],
)
def test_messages_slack_refuses(payload: dict[str, object], said: str) -> None:
    assert any(said in problem for problem in problems_of_message(payload)), problems_of_message(payload)


@pytest.mark.parametrize(
    "view, said",
    [
        (modal(section("a"), title=plain("a" * 25)), "has 25 characters"),
        (modal(*[section("a")] * 101), "has 101 items"),
        (modal(section("a"), private_metadata="m" * 3_001), "has 3001 characters"),
        (modal(table(("a",))), "'table' is none of"),
        (modal(render_data_table(("a",), ("b",))), "'data_table' is none of"),
        (modal(chart(["a"], b=[1])), "'data_visualization' is none of"),
        ({**modal(field()), "submit": 1}, "must be an object"),
        ({k: v for k, v in modal(field()).items() if k != "submit"}, "needs a submit"),
        (modal(field(type="radio_buttons", options=options(*"abcdefghijk"))), "has 11 items"),
        (modal(field(type="radio_buttons", options=options("a", "a"))), "two options have the value 'a'"),
        (
            modal(field(type="static_select", options=options("a"), initial_option=options("b")[0])),
            "none of the",
        ),
        (modal(field(type="static_select", options=options("a" * 76))), "has 76 characters"),
        (modal(field(max_length=3_001)), "from 1 to 3000"),
        (modal(field(max_length=2, initial_value="abc")), "longer than max_length"),
        (modal(field(type="number_input", is_decimal_allowed=True, min_value="1e9")), "a number in a string"),
        (modal(field(type="datepicker", initial_date="1.2.2026")), "must be a day"),
        (modal(field(), field()), "'note' comes 2 times"),
        (modal(*[{**field(focus_on_load=True), "block_id": str(n)} for n in (1, 2)]), "ask for the focus"),
        ({"type": "home", "blocks": [section("a")], "title": plain("a")}, "knows no title"),
        ({"type": "workflow_step", "blocks": []}, "'workflow_step' is none of"),
        (modal(*[section("漢" * 3_000)] * 30), "bytes"),
    ],
)
def test_views_slack_refuses(view: dict[str, object], said: str) -> None:
    assert any(said in problem for problem in problems_of_view(view)), problems_of_view(view)


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "blocks", "text"]), inner)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["type", "blocks", "text", "title"]), _JSON))
def test_nothing_makes_it_fall_over(payload: dict[str, Any]) -> None:
    problems_of_message(payload)
    assert problems_of_view(payload)

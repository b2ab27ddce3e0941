"""Screens as HTML: complete, escaped and accessible."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.browser.render import render_form, render_message, render_screen
from bot.forms import Rejected, read_form
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Fact,
    Facts,
    Field,
    Form,
    Item,
    Link,
    Message,
    Option,
    Scale,
    Table,
    Text,
    Toggle,
    Words,
)
from tests.browser.samples import FORM, HOSTILE, HOSTILE_MESSAGE, INVITATION, NOTES, REPORT, SCREENS


@dataclass
class Page(HTMLParser):
    """Collects all elements with their attributes, and all text."""

    html: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(str(self.html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(screen: Message | Form) -> Page:
    return Page(render_screen(screen))


def test_the_samples_hold_every_block_and_field() -> None:
    kinds: set[type] = set()
    for _, _, screen in SCREENS:
        items: list[object] = list(screen.items if isinstance(screen, Form) else screen.blocks)
        for item in items:
            kinds.add(type(item))
            items.extend(getattr(item, "blocks", ()))
    assert kinds >= {*get_args(Block), *get_args(Field), *get_args(Item)}


@pytest.mark.parametrize("screen", [screen for _, _, screen in SCREENS])
def test_tags_close_in_order(screen: Message | Form) -> None:
    """Checks by hand that tags are balanced, since `HTMLParser` is lenient."""
    html = re.sub(r"<(\w+)([^<>]*)/>", "", render_screen(screen))
    stack: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-z]\w*)", html):
        if tag == "input":
            continue
        if closing:
            assert stack.pop() == tag
        else:
            stack.append(tag)
    assert stack == []


@pytest.mark.parametrize("screen", [screen for _, _, screen in SCREENS])
def test_nothing_runs_and_nothing_is_styled_in_line(screen: Message | Form) -> None:
    for tag, attributes in page(screen).elements:
        assert tag not in {"script", "style", "iframe", "object", "base", "meta", "link"}
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert not (attributes.get("href") or "").startswith(("javascript", "data"))


def test_text_is_shown_as_it_was_typed() -> None:
    drawn = page(Message(notify="x", blocks=(Words(HOSTILE, by=HOSTILE[:90]), Text(HOSTILE))))
    assert drawn.text.count(HOSTILE) == 2
    assert not drawn.all("b")
    assert not drawn.all("a")


@given(some.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip())))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    message = Message(
        notify="x",
        title=text,
        blocks=(
            Text(text),
            Words(text, by=text),
            Facts((Fact(text, text),)),
            Table(columns=(text,), rows=((text,),), caption=text),
            Buttons((Button(text[:40] if text[:40].strip() else "x", Action("a.b", {"about": text})),)),
        ),
    )
    html = render_message(message)
    assert Page(html).text.count(text) >= 8
    assert not Page(html).all("script")


def test_every_text_keeps_its_direction_to_itself() -> None:
    """A text that changes the writing direction must not change its neighbours'."""
    html = render_message(HOSTILE_MESSAGE)
    for before in re.findall(r"<([^<>]*)>[^<>]*\u202e", html):
        assert 'dir="auto"' in before or before in {"bdi", "strong"} or before.startswith("text ")


def test_links_open_pages_and_mails_only() -> None:
    links = (
        Link("Page", "https://example.org/?a=1&b=2"),
        Link("Mail", "mailto:lead@example.org"),
        Link("Code", "javascript:alert(1)"),
        Link("Code", " JavaScript:alert(1)"),
        Link("Here", "//example.org"),
    )
    drawn = page(Message(notify="x", blocks=(Buttons(links),)))
    assert [link["href"] for link in drawn.all("a")] == [
        "https://example.org/?a=1&b=2",
        "mailto:lead@example.org",
    ]
    assert all("noopener" in (link["rel"] or "") for link in drawn.all("a"))
    assert "javascript:alert(1)" in drawn.text


def test_buttons_carry_their_action_and_more_than_a_colour() -> None:
    buttons = page(INVITATION).all("button")
    assert buttons[0]["data-action"] == '{"name":"checkin.form","about":{"checkin":"c1"}}'
    assert [(button["class"] or "").split()[-1] for button in buttons] == ["primary", "plain", "danger"]


def test_a_chart_has_a_sentence_and_a_table_beside_it() -> None:
    drawn = page(REPORT)
    assert all(picture["aria-hidden"] == "true" for picture in drawn.all("svg"))
    assert "Weekly use rose from 22 % to 71 %" in drawn.text
    assert "The numbers as a table" in drawn.text
    assert len(drawn.all("table")) == 3
    assert {"aria-label": "What changed", "class": "table", "role": "region", "tabindex": "0"} in drawn.all(
        "div"
    )


def test_empty_table_heads_are_no_heads() -> None:
    drawn = page(Message(notify="x", blocks=(Table(columns=("", "After"), rows=(("Use", ""),)),)))
    assert [cell["scope"] for cell in drawn.all("th")] == ["col", "row"]


def test_words_are_a_quote_with_their_author() -> None:
    drawn = page(NOTES)
    assert len(drawn.all("blockquote")) == 2
    assert "More time with the planning team.\nAnd a quieter room." in drawn.text


def described(drawn: Page, attributes: dict[str, str | None]) -> bool:
    ids = {given.get("id") for _, given in drawn.elements}
    return all(one in ids for one in (attributes.get("aria-describedby") or "").split())


def test_every_field_has_a_label_and_every_hint_a_field() -> None:
    drawn = Page(render_form(FORM, {}, {one.key: "Please mend this." for one in FORM.fields}))
    labels = {label.get("for") for label in drawn.all("label")}
    for tag in ("input", "textarea", "select"):
        for control in drawn.all(tag):
            assert control.get("id") in labels or control["type"] in {"radio", "checkbox"}
            assert described(drawn, control)
    groups = drawn.all("fieldset")
    assert [group["role"] for group in groups] == ["radiogroup"] * 2
    assert all(described(drawn, group) and group["aria-required"] == "true" for group in groups)
    assert len(drawn.all("legend")) == 2
    invalid = [given for _, given in drawn.elements if given.get("aria-invalid") == "true"]
    assert len(invalid) == len(FORM.fields)


def test_a_form_starts_with_its_initial_values() -> None:
    drawn = page(FORM)
    values = {
        control["name"]: control.get("value") for control in drawn.all("input") if control["type"] == "text"
    }
    assert values == {"tool": "A spelling checker", "hours": ""}
    assert [box["name"] for box in drawn.all("input") if "checked" in box] == ["remind"]
    assert "aria-invalid" not in render_form(FORM)


def test_a_rejected_form_keeps_what_was_typed_and_says_what_to_mend() -> None:
    typed = {
        "changed": "workflow",
        "changed_note": "\nAn <b> & a\n\nlong one " + "x" * 200,
        "audience": "2",
        "safe": "4",
        "tool": '"quoted"',
        "hours": "many",
    }
    rejected = read_form(FORM, typed)
    assert isinstance(rejected, Rejected)
    drawn = Page(render_form(FORM, typed, rejected.problems))
    checked = {box["name"]: box["value"] for box in drawn.all("input") if "checked" in box}
    lines = {box["name"]: box.get("value") for box in drawn.all("input") if box["type"] == "text"}
    assert checked == {"changed": "workflow", "safe": "4"}
    assert lines == {"tool": '"quoted"', "hours": "many"}
    assert [option["value"] for option in drawn.all("option") if "selected" in option] == ["2"]
    assert "\n" + typed["changed_note"] in drawn.text
    assert drawn.text.count("Please write a number, like 4 or 2.5.") == 1
    assert "2 things need another look." in drawn.text


def test_a_problem_of_no_field_stands_above_them_all() -> None:
    drawn = Page(render_form(FORM, {}, {"": "This round closed an hour ago."}))
    assert drawn.text.index("This round closed an hour ago.") < drawn.text.index("What has changed")


def test_a_choice_is_a_list_that_opens_where_it_is_long() -> None:
    def form(count: int) -> Form:
        options = tuple(Option(str(n), f"Option {n}") for n in range(count))
        return Form("A form", Action("a.b"), "f1", (Choice(key="pick", label="Pick", options=options),))

    assert len(page(form(7)).all("input")) == 7
    assert len(page(form(8)).all("option")) == 9


def test_a_scale_names_its_ends_for_those_who_do_not_see_them() -> None:
    scale = Scale(key="s", label="How safe?", low=0, high=10, low_label="Not at all", high_label="Completely")
    drawn = page(Form("A form", Action("a.b"), "f1", (scale,)))
    assert [step["value"] for step in drawn.all("input")] == [str(n) for n in range(11)]
    assert drawn.text.count("Not at all") == drawn.text.count("Completely") == 2


def test_only_what_may_stay_empty_can_be_cleared() -> None:
    free = Scale(key="s", label="How safe?")
    bound = Scale(key="t", label="How clear?", required=True)
    drawn = page(Form("A form", Action("a.b"), "f1", (free, bound, Toggle(key="u", label="Remind me"))))
    assert len([button for button in drawn.all("button") if "data-clear" in button]) == 1

"""The picture of Slack that the gallery shows."""

from __future__ import annotations

import html
import re
from typing import Any, Literal

import pytest

from adapters.slack.chart_drawing import HEIGHT, WIDTH, draw_chart
from adapters.slack.gallery_preview import draw, preview_screen
from adapters.slack.render import render_form, render_home, render_message
from adapters.slack.tables_and_charts import render_chart
from bot.gallery import Example, examples
from bot.surface import Action, Chart, Date, Fact, Facts, Form, Message, Series, Toggle, Words
from tests.slack.reading import words_of


def read(drawn: str) -> str:
    _, _, body = drawn.partition("</style>")
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example.name))
def test_all_of_a_screen_is_in_its_picture(example: Example) -> None:
    drawn = read(preview_screen(example.shown))
    shown = example.shown
    rendered = _closed_lists(render_form(shown)) if isinstance(shown, Form) else render_message(shown)
    for text in words_of(rendered):
        assert " ".join(text.split()) in drawn


def _closed_lists(view: Any) -> dict[str, Any]:
    """A list that opens shows what is picked, and none of its options."""
    for block in view["blocks"]:
        if block.get("element", {}).get("type") == "static_select":
            del block["element"]["options"]
    closed: dict[str, Any] = view
    return closed


def test_the_home_tab() -> None:
    assert "Hello" in draw("home", render_home(Message("Hello", ())))


def test_no_word_becomes_a_tag() -> None:
    nasty = "<script>alert(1)</script> *bold* & so on"
    drawn = preview_screen(Message(nasty, (Words(nasty), Facts((Fact("R&D <b>", "<i> & x"),))), nasty))
    assert "<script>" not in drawn
    assert "<b>R&amp;D &lt;b&gt;</b>" in drawn
    assert read(drawn).count(nasty) == 3


def test_fields_hold_what_stands_in_them() -> None:
    drawn = preview_screen(
        Form(
            "F",
            Action("a.b"),
            "1",
            (Date("d", "Day", initial="2026-06-12"), Toggle("t", "Yes?", initial=True)),
        )
    )
    assert "2026-06-12" in drawn
    assert 'class="square on"' in drawn


@pytest.mark.parametrize("kind", ["bar", "line"])
@pytest.mark.parametrize("values", [(0.0, 0.0), (1.0, 5.0), (-3.0, 2.0), (-1.0, -2.0)])
def test_charts_stay_within_their_picture(kind: Literal["bar", "line"], values: tuple[float, float]) -> None:
    chart: Any = render_chart(Chart("t", kind, ("a", "b"), (Series("s", values), Series("r", values)), "alt"))
    picture = draw_chart(chart["chart"])
    assert (len(picture.bars), len(picture.lines)) == ((4, 0) if kind == "bar" else (0, 2))
    assert all(0 <= bar.x <= bar.x + bar.width <= WIDTH for bar in picture.bars)
    assert all(0 <= bar.y <= bar.y + bar.height <= HEIGHT for bar in picture.bars)
    points = [float(n) for line in picture.lines for point in line.points.split() for n in point.split(",")]
    assert all(0 <= point <= WIDTH for point in points)

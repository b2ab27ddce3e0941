"""Cards as Microsoft's own renderer draws them in a browser: all of their words are there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from adapters.gallery import write_gallery
from adapters.teams.gallery_preview import drawing, preview_screen
from adapters.teams.render import render_card, render_form
from bot.gallery import examples
from bot.surface import (
    Action,
    Button,
    Buttons,
    Choice,
    Fact,
    Facts,
    Form,
    LongText,
    Message,
    Option,
    Section,
    Table,
    Text,
    Words,
)
from tests.teams.reading import words_of

NASTY = (
    "*stars* and _lines_ and **more**",
    "[a link](https://example.com) https://example.com",
    "# not a heading\n- not a list\n1. nor this\n> nor a quote",
    "<b>R&D</b> &amp; <script>alert(1)</script>",
    "`code` ~~gone~~ \\* back\\slash",
    "  two  spaces   and\ttabs  ",
    "1) one",
    "<at>everyone</at> {{DATE(x)}} ${value}",
    "| a | b |\n|---|---|",
)
READ = """() => [...document.querySelectorAll(".teams")].map((one) => {
  const root = one.shadowRoot;
  root.querySelectorAll("br").forEach((line) => line.replaceWith("\\n"));
  const typed = [...root.querySelectorAll("input, textarea")].map((field) => field.value);
  const names = [...root.querySelectorAll("b, i, em, strong, a, li, h1, code, script, at, blockquote")];
  return { text: [root.querySelector(".card").textContent, ...typed].join(" "), made: names.map((n) => n.tagName) };
})"""


async def drawn(page: Page, folder: Path, npm: Path, screens: list[Message | Form]) -> list[dict[str, Any]]:
    path = folder / "page.html"
    named = [(str(number), "", screen) for number, screen in enumerate(screens)]
    write_gallery(path, named, {"Teams": preview_screen}, end=drawing(npm))
    await page.goto(path.as_uri())
    read: list[dict[str, Any]] = await page.evaluate(READ)
    return read


@pytest.mark.asyncio(loop_scope="session")
async def test_all_of_every_screen_is_drawn(chromium_page: Page, npm_packages: Path, tmp_path: Path) -> None:
    screens = [example.shown for example in examples()]
    for screen, seen in zip(
        screens, await drawn(chromium_page, tmp_path, npm_packages, screens), strict=True
    ):
        card = render_form(screen) if isinstance(screen, Form) else render_card(screen)
        missing = [
            one for one in words_of(_without_charts(card)) if _folded(one) not in _folded(seen["text"])
        ]
        assert not missing


@pytest.mark.asyncio(loop_scope="session")
async def test_no_word_becomes_anything_else(chromium_page: Page, npm_packages: Path, tmp_path: Path) -> None:
    screens = [screen for words in NASTY for screen in _screens_of(words)]
    seen = await drawn(chromium_page, tmp_path, npm_packages, screens)
    for number, read in enumerate(seen):
        words = NASTY[number // len(_screens_of("x"))]
        assert _folded(words) in _folded(read["text"])
        assert [name for name in read["made"] if name != "B"] == []


def test_a_page_without_npm_says_what_is_missing(tmp_path: Path) -> None:
    assert "npm ci" in drawing(tmp_path)


@pytest.mark.parametrize("words", ["</script><b>", "<!--", "&"])
def test_no_word_ends_the_script_it_stands_in(words: str) -> None:
    assert preview_screen(Message("Hello", (Words(words),))).count("<") == 4


def _screens_of(words: str) -> tuple[Message | Form, ...]:
    button = Button(words[:40], Action("a.b"))
    options = (Option("1", words), Option("2", "other"))
    return (
        Message("n", (Text(words),)),
        Message("n", (Text(words, "quiet"),)),
        Message("n", (Text(words, "strong"),)),
        Message("n", (Words(words, words),)),
        Message("n", (Facts((Fact(words, words),)),)),
        Message("n", (Table((words, "b"), ((words, words),), words),)),
        Message("n", (Section(words, (Text("x"),)),), words),
        Message("n", (Text(words), Buttons((button,)))),
        Form("F", Action("a.b"), "1", (Choice("c", words, words, options=options), Text(words))),
        Form("F", Action("a.b"), "1", (LongText("c", "Label", initial=words), Words(words))),
    )


def _folded(text: str) -> str:
    return "".join(text.split())


def _without_charts(value: Any) -> Any:
    """This renderer knows no charts, so it draws what stands in for them."""
    if isinstance(value, list):
        return [_without_charts(one) for one in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("type", "")).startswith("Chart."):
        return _without_charts(value["fallback"])
    return dict(_items(value))


def _items(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items():
        yield key, _without_charts(inner)

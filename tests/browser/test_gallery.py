"""The gallery page with all screens."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from adapters.gallery import RENDERERS, write_gallery
from bot.surface import Form, Message
from tests.browser.samples import SCREENS


def test_it_is_one_file_that_needs_no_other(tmp_path: Path) -> None:
    write_gallery(tmp_path / "gallery.html", SCREENS)
    page = (tmp_path / "gallery.html").read_text("utf-8")
    assert "src=" not in page
    assert "<link" not in page
    assert page.count("<script") == page.count('<script type="application/json">')
    assert ".entry" in page
    for name, note, _ in SCREENS:
        assert name in page
        assert note in page


def test_each_renderer_is_a_column(tmp_path: Path) -> None:
    def sketch(screen: Message | Form) -> Markup:
        return Markup("<p>{}</p>").format(type(screen).__name__)

    write_gallery(tmp_path / "gallery.html", SCREENS, {**RENDERERS, "Slack": sketch})
    page = (tmp_path / "gallery.html").read_text("utf-8")
    assert (
        page.count('<p class="platform">Slack</p>')
        == page.count('<p class="platform">Browser</p>')
        == len(SCREENS)
    )
    assert page.count("<p>Message</p>") == len(SCREENS) - 1

"""Writes a page with all screens as each platform draws them, for review."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from adapters.browser.render import render_screen, templates
from adapters.slack.gallery_preview import preview_screen as draw_in_slack
from adapters.teams.gallery_preview import preview_screen as draw_in_teams
from bot.surface import Form, Message

Renderer = Callable[[Message | Form], Markup]
RENDERERS: Mapping[str, Renderer] = {
    "Browser": render_screen,
    "Slack": draw_in_slack,
    "Teams": draw_in_teams,
}

NO_END = Markup("")


@dataclass(frozen=True, slots=True)
class _GalleryRow:
    name: str
    note: str
    drawn: Mapping[str, Markup]


def write_gallery(
    path: Path,
    screens: Sequence[tuple[str, str, Message | Form]],
    renderers: Mapping[str, Renderer] = RENDERERS,
    *,
    end: Markup = NO_END,
) -> None:
    """Writes one self-contained HTML file. A screen is a name, a note, and a message or form.

    Each renderer is a column: a platform's name, and a function that draws a screen as HTML. `end` is put at the end
    of the page: the script that draws Teams' screens.
    """
    drawn = [
        _GalleryRow(name, note, {platform: draw(screen) for platform, draw in renderers.items()})
        for name, note, screen in screens
    ]
    # Safe: the style sheet is ours. Escaping would break its quotes.
    css = Markup(files("adapters.browser").joinpath("static/page.css").read_text("utf-8"))  # noqa: S704
    page = templates().get_template("gallery.html").render(screens=drawn, css=css, end=end)
    path.write_text(page, encoding="utf-8")

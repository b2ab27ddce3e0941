"""Every screen on one page, as each platform draws it, for eyes and for review."""

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
class _Drawn:
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
    """Writes one HTML file that needs no other. A screen is a name, a note and what is shown.

    `renderers` are columns: a platform's name, and what draws a screen of it as HTML. `end` is the end of the page:
    what Teams' screens are drawn by.
    """
    drawn = [
        _Drawn(name, note, {platform: draw(screen) for platform, draw in renderers.items()})
        for name, note, screen in screens
    ]
    # The style sheet is ours, and quotes in it would be spoiled by escaping.
    css = Markup(files("adapters.browser").joinpath("static/page.css").read_text("utf-8"))  # noqa: S704
    page = templates().get_template("gallery.html").render(screens=drawn, css=css, end=end)
    path.write_text(page, encoding="utf-8")

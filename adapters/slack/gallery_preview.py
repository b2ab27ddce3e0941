"""Block Kit as HTML that looks like Slack, for the gallery."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup, escape

from adapters.slack.block_kit import Json
from adapters.slack.chart_drawing import draw_chart
from adapters.slack.render import render_form, render_message
from bot.surface import Form, Message


def preview_screen(screen: Message | Form) -> Markup:
    """A screen as Slack's desktop client shows it."""
    if isinstance(screen, Form):
        return draw("modal", render_form(screen))
    return draw("message", render_message(screen))


def draw(macro: str, payload: Json) -> Markup:
    """A message, a modal or a home tab, in a shadow root: the page around it cannot change its style."""
    drawn = getattr(_templates().get_template("slack.html").module, macro)(payload)
    css = Markup(files("adapters.slack").joinpath("templates/slack.css").read_text("utf-8"))  # noqa: S704 - ours
    return Markup(
        '<div class="slack"><template shadowrootmode="open"><style>{}</style>{}</template></div>'
    ).format(css, drawn)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("adapters.slack"),
        autoescape=True,
        undefined=ChainableUndefined,  # Slack leaves out what does not apply
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(text=_text, unescaped=html.unescape, picture=draw_chart)
    return environment


def _text(shown: dict[str, Any]) -> Markup:
    """A text object. Of Slack's markup we use bold alone."""
    if shown["type"] == "plain_text":
        return escape(shown["text"])
    safe = str(escape(html.unescape(shown["text"])))
    return Markup(re.sub(r"\*(.+?)\*", r"<b>\1</b>", safe))  # noqa: S704 - escaped above

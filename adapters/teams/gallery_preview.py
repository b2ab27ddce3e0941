"""Screens for the gallery, drawn by Microsoft's renderer of Adaptive Cards (npm `adaptivecards`).

The renderer is JavaScript, so a page carries the cards, and `drawing` once, and draws them when it is opened.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec
from markupsafe import Markup

from adapters.teams.adaptive_cards import Json
from adapters.teams.render import render_card, render_form
from bot.surface import Form, Message

RENDERER: Final = ("markdown-it/dist/markdown-it.min.js", "adaptivecards/dist/adaptivecards.min.js")
"""The scripts to read from npm's folder."""


def preview_screen(screen: Message | Form) -> Markup:
    """A screen as Teams' desktop client shows it, once the page has `drawing`."""
    if isinstance(screen, Form):
        return _drawn("dialog", screen.title, render_form(screen))
    return _drawn("message", "", render_card(screen))


def drawing(npm: Path) -> Markup:
    """The end of a page with cards. Without npm's folder, the page says what is missing."""
    scripts = [path.read_text("utf-8") for path in (npm / name for name in RENDERER) if path.exists()]
    ours = files("adapters.teams").joinpath("templates")
    scripts.append(ours.joinpath("draw.js").read_text("utf-8"))
    style = ours.joinpath("teams.css").read_text("utf-8")
    # These are ours and Microsoft's, and escaping would break their quotes.
    safe = "".join(f"<script>{script}</script>\n" for script in scripts)
    return Markup(f'<template id="teams-style"><style>{style}</style></template>\n{safe}')  # noqa: S704


def _drawn(kind: str, title: str, card: Json) -> Markup:
    encoded = msgspec.json.encode(card).decode().replace("<", "\\u003c")
    script = Markup('<script type="application/json">{}</script>').format(Markup(encoded))  # noqa: S704
    return Markup('<div class="teams" data-kind="{}" data-title="{}">{}</div>').format(kind, title, script)

"""Every screen with example facts: for the gallery, for renderers' tests, and for eyes."""

from __future__ import annotations

from collections.abc import Iterator

from bot import screens
from bot.cast import LEAD
from bot.feature import Example
from bot.features import COMMANDS, FEATURES

__all__ = ["Example", "examples"]


def examples() -> tuple[Example, ...]:
    """Those that belong to no noun, then each noun's own."""
    return (*_shared(), *FEATURES.examples())


def _shared() -> Iterator[Example]:
    yield Example("screens.commands", "anyone", screens.commands(COMMANDS))
    yield Example("screens.unknown_word", "anyone", screens.unknown_word(COMMANDS))
    yield Example("screens.stranger", "somebody on no roster", screens.stranger())
    yield Example("screens.leads_only", "a mentor", screens.leads_only([LEAD.name]))
    yield Example("screens.stale", "anyone", screens.stale())
    yield Example("screens.not_yours", "anyone", screens.not_yours())
    yield Example("screens.working", "anyone", screens.working())
    yield Example("screens.moved_to_chat", "anyone", screens.moved_to_chat())
    yield Example("screens.add_the_app", "anyone", screens.add_the_app())
    yield Example("screens.finished_late", "anyone", screens.finished_late())
    yield Example("screens.press_to_open", "anyone", screens.press_to_open("check-in", ""))
    yield Example("screens.opened_too_late", "anyone", screens.opened_too_late())
    yield Example("screens.guest", "a guest of the workspace", screens.guest())
    yield Example("screens.something_broke", "anyone", screens.something_broke("7f3a"))

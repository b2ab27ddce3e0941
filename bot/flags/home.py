"""Scope flags on the home: no word of a flag, nor how many a mentor raised, since people share screens."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import HomeLines, HomePair
from bot.flags import contact_screens
from bot.flags.contact_turns import is_contact
from bot.screens import flag_button, press
from bot.surface import Section
from bot.turn import Turn


def in_pair(turn: Turn, pair: HomePair) -> HomeLines:
    if pair.pairing is None or pair.pairing.mentor != turn.person.id:
        return HomeLines()
    return HomeLines(buttons=(flag_button(), press("My flags", "scope.mine")))


def below(turn: Turn) -> Iterator[Section]:
    """For a contact: what waits for them."""
    if is_contact(turn):
        yield contact_screens.home_section(len(turn.unit.flags.waiting_for(turn.person.id)))

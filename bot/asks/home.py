"""The agenda on the home."""

from __future__ import annotations

from bot.asks import screens
from bot.asks.agenda import lines
from bot.feature import HomeLines, HomePair
from bot.screens import press
from bot.turn import Turn


def in_pair(turn: Turn, pair: HomePair) -> HomeLines:
    if pair.pairing is None:
        return HomeLines()
    waiting = [line for _, line in lines(turn.unit, pair.pairing.id)]
    buttons = [press("See the agenda", "asks.agenda")] if waiting else []
    if pair.pairing.executive == turn.person.id:
        buttons.append(press("Ask for something", "home.call", command="ask"))
    return HomeLines(blocks=screens.home_lines(waiting), buttons=tuple(buttons))

"""Either of a pair looks at their agenda."""

from __future__ import annotations

from dataclasses import replace

from bot.asks import screens
from bot.asks.agenda import agendas, pairings
from bot.asks.model import AskState
from bot.asks.sealing import AskWords, keep_ask
from bot.ids import AskId
from bot.screens import stale
from bot.surface import Action, Message
from bot.turn import Redraw, Reply, Show, Turn


def show(turn: Turn, _action: Action) -> Reply:
    """The agenda of each of the person's pairs, whichever side they are on."""
    return Show(_all(turn))


def done(turn: Turn, action: Action) -> Reply:
    """Either side takes a request off the agenda; its words are forgotten."""
    asked = turn.unit.asks.ask(AskId(action.params.get("ask", "")), lock=True)
    if asked is None or asked.pairing not in {one.id for one in pairings(turn)}:
        return Show(stale())
    if asked.state is AskState.AGENDA and not turn.is_repeat:
        keep_ask(turn.unit, replace(asked, state=AskState.DONE), AskWords())
    return Redraw(_all(turn))


def _all(turn: Turn) -> Message:
    found = agendas(turn)
    return screens.agenda(found) if found else screens.for_executives(found)

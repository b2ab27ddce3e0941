"""What waits for a pair's next session, and the mentor's digest: one line a request, on Monday morning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.asks import screens
from bot.asks.model import Ask, AskState
from bot.asks.sealing import AskWords, keep_ask, open_ask
from bot.ids import AskId, PairingId
from bot.outbox import OutgoingMessage
from bot.people.model import CHECKED_IN, Person
from bot.ports import UnitOfWork
from bot.programme.model import Pairing
from bot.screens import stale
from bot.surface import Action, Message
from bot.turn import Redraw, Reply, Show, Turn
from bot.working_hours.calendar import first_moment_on

_WEEK: Final = timedelta(days=7)
DRAFTS_KEPT: Final = timedelta(days=7)


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


def tell(unit: UnitOfWork, pairing: PairingId, now: datetime) -> None:
    """The digest of a pair: everything its mentor was not told of yet. It waits while the mentor is paused."""
    found = unit.asks.agenda(pairing)
    if not found:
        return
    pair = _pairing(unit, found[0])
    mentor = unit.people.lock(pair.mentor)
    waiting = _untold(unit, found)
    if not waiting:
        return
    if mentor.pause:
        for asked in waiting:
            unit.asks.keep(replace(asked, tell_at=next_digest(mentor, now)))
        return
    lines = [line(unit, asked) for asked in waiting]
    told = screens.digest(unit.people.person(pair.executive).name, lines)
    unit.outbox.enqueue([OutgoingMessage(person=mentor.id, message=told)])
    for asked in waiting:
        unit.asks.keep(replace(asked, told_at=now))


def forget(unit: UnitOfWork, ask: AskId) -> None:
    """A draft that was never sent anywhere, and its words."""
    asked = unit.asks.ask(ask, lock=True)
    if asked and asked.state is AskState.DRAFT:
        keep_ask(unit, replace(asked, state=AskState.DROPPED), AskWords())


def next_digest(mentor: Person, now: datetime) -> datetime:
    """The first Monday morning to come, in the mentor's zone; later that week if they do not work on it."""
    today = now.astimezone(ZoneInfo(mentor.zone)).date()
    monday = today - timedelta(days=today.weekday())
    mornings = (first_moment_on(monday + weeks * _WEEK, mentor.working_hours) for weeks in range(3))
    return next(morning for morning in mornings if morning > now)


def lines(unit: UnitOfWork, pairing: PairingId) -> Sequence[tuple[str, str]]:
    """Each request on the agenda of a pair: its id and one line."""
    return [(asked.id, line(unit, asked)) for asked in unit.asks.agenda(pairing)]


def line(unit: UnitOfWork, asked: Ask) -> str:
    words = " ".join(open_ask(unit, asked).text.split())
    return words if len(words) <= screens.LINE_LETTERS else f"{words[: screens.LINE_LETTERS - 1]}…"


def agendas(turn: Turn) -> list[screens.Agenda]:
    return [
        screens.Agenda(
            partner=turn.unit.people.person(pairing.partner(turn.person.id)).name,
            lines=lines(turn.unit, pairing.id),
        )
        for pairing in pairings(turn)
    ]


def pairings(turn: Turn) -> Iterator[Pairing]:
    """The person's pairings, whichever side they are on."""
    for membership in turn.unit.people.memberships(turn.person.id):
        pairing = turn.unit.programme.pairing_of(turn.person.id, membership.cohort)
        if pairing and membership.role in CHECKED_IN:
            yield pairing


def _all(turn: Turn) -> Message:
    found = agendas(turn)
    return screens.agenda(found) if found else screens.for_executives(found)


def _untold(unit: UnitOfWork, found: Sequence[Ask]) -> list[Ask]:
    """Those that still wait, locked: the executive may take one off at this moment."""
    locked = [unit.asks.ask(one.id, lock=True) for one in found]
    return [one for one in locked if one and one.state is AskState.AGENDA and one.told_at is None]


def _pairing(unit: UnitOfWork, asked: Ask) -> Pairing:
    return next(one for one in unit.programme.pairings(asked.cohort) if one.id == asked.pairing)

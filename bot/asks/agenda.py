"""The agenda of a pair's next session, and the moment at which its mentor hears of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.asks import screens
from bot.asks.model import Ask
from bot.asks.sealing import open_ask
from bot.ids import PairingId
from bot.people.model import CHECKED_IN, Person
from bot.ports import UnitOfWork
from bot.programme.model import Pairing
from bot.turn import Turn
from bot.working_hours.calendar import first_moment_on

_WEEK: Final = timedelta(days=7)


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

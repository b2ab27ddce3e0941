"""Ticks of asks: the mentor's digest goes out, and drafts that were sent nowhere are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.asks import screens
from bot.asks.agenda import line, next_digest
from bot.asks.model import Ask, AskState
from bot.asks.sealing import AskWords, keep_ask
from bot.ids import AskId, PairingId
from bot.outbox import OutgoingMessage
from bot.ports import UnitOfWork
from bot.programme.model import Pairing

DRAFTS_KEPT: Final = timedelta(days=7)


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


def forget(unit: UnitOfWork, ask: AskId, _now: datetime) -> None:
    """A draft that was never sent anywhere, and its words."""
    asked = unit.asks.ask(ask, lock=True)
    if asked and asked.state is AskState.DRAFT:
        keep_ask(unit, replace(asked, state=AskState.DROPPED), AskWords())


def _untold(unit: UnitOfWork, found: Sequence[Ask]) -> list[Ask]:
    """Those that still wait, locked: the executive may take one off at this moment."""
    locked = [unit.asks.ask(one.id, lock=True) for one in found]
    return [one for one in locked if one and one.state is AskState.AGENDA and one.told_at is None]


def _pairing(unit: UnitOfWork, asked: Ask) -> Pairing:
    return next(one for one in unit.programme.pairings(asked.cohort) if one.id == asked.pairing)

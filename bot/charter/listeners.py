"""The charter goes out when a cohort starts, and when pairs join it."""

from __future__ import annotations

from bot.charter.turns import invite, publish
from bot.events import CohortLaunched, PairingsStarted
from bot.ports import UnitOfWork


def publish_first(unit: UnitOfWork, event: CohortLaunched) -> None:
    publish(unit, event.cohort, event.terms, now=event.at, actor=event.actor)


def invite_pairings(unit: UnitOfWork, event: PairingsStarted) -> None:
    invite(unit, event.cohort, event.pairings, now=event.at)

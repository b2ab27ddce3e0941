"""Domain events: heard at once, by every feature that listens, in the transaction that published them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from adapters.sql.tables import session
from bot.events import CharterSigned, DomainEvent, SessionLogged
from bot.feature import Feature, Listener
from bot.ports import UnitOfWork
from tests.features.conftest import MakeWorld
from tests.stories.world import World


def _sessions(world: World) -> int:
    with world.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(session)).scalar_one()


def _log(world: World) -> None:
    world["mia"].types("/session")
    world["mia"].presses("45 min")
    world["mia"].presses("Prompts")


def test_a_listener_that_raises_undoes_all_of_the_turn(world_with: MakeWorld) -> None:
    def refuse(_unit: UnitOfWork, _event: SessionLogged) -> None:
        raise RuntimeError("not today")

    world = world_with(Feature(name="strict", listeners=(Listener(SessionLogged, refuse),)))
    with pytest.raises(RuntimeError, match="not today"):
        _log(world)
    assert _sessions(world) == 0


def test_a_listener_hears_its_events_only_and_sees_what_was_written(world_with: MakeWorld) -> None:
    heard: list[tuple[DomainEvent, int]] = []

    def hear(unit: UnitOfWork, event: SessionLogged) -> None:
        kept = unit.sessions.sessions(event.pairing.id, since=event.at.date())
        heard.append((event, len(kept)))

    world = world_with(Feature(name="curious", listeners=(Listener(SessionLogged, hear),)))
    assert heard == []
    _log(world)
    assert [(type(event), kept) for event, kept in heard] == [(SessionLogged, 1)]
    world["mia"].repeats()
    assert len(heard) == 1, "a repeat tells nobody"


def test_a_charter_is_signed_once_both_have(world_with: MakeWorld) -> None:
    signed: list[CharterSigned] = []
    world_with(
        Feature(name="pleased", listeners=(Listener(CharterSigned, lambda _, event: signed.append(event)),))
    )
    assert len(signed) == 1

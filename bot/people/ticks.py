"""Ticks of people: pauses end."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ids import PersonId
from bot.people import screens
from bot.people.scheduling import in_working_hours
from bot.people.turns import come_back
from bot.ports import UnitOfWork


def end_pause(unit: UnitOfWork, person_id: PersonId, now: datetime) -> None:
    """Ends a pause whose day has come where the person is, and says so in their working hours."""
    person = unit.people.lock(person_id)
    if person.pause is None or person.pause.until is None:
        return
    if now.astimezone(ZoneInfo(person.zone)).date() < person.pause.until:
        return
    come_back(unit, person)
    unit.outbox.enqueue([in_working_hours(person, screens.resumed(person), now)])

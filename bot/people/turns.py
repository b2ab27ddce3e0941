"""Somebody pauses, comes back, or sets quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.events import PersonReturned
from bot.forms import Rejected, read_form
from bot.ids import new_id
from bot.people import screens
from bot.people.model import Pause, PauseReason, Person
from bot.ports import UnitOfWork
from bot.surface import Action, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn


def show_pause(turn: Turn, _said: object = "") -> Reply:
    return Show(screens.pause(turn.person))


def pause(turn: Turn, action: Action) -> Reply:
    """Pauses for some weeks of the person's own calendar, or until they come back."""
    weeks = action.params.get("weeks", "")
    today = turn.now.astimezone(ZoneInfo(turn.person.zone)).date()
    until = today + timedelta(weeks=int(weeks)) if weeks.isdecimal() and len(weeks) < 3 else None
    paused = replace(turn.person, pause=Pause(PauseReason.OWN_WISH, until))
    if turn.is_repeat:
        return Redraw(screens.pause(turn.person))
    turn.unit.people.save([paused])
    return Redraw(screens.pause(paused))


def resume(turn: Turn, _action: Action) -> Reply:
    if not turn.is_repeat:
        come_back(turn.unit, turn.person)
    return Redraw(screens.resumed(turn.person))


def come_back(unit: UnitOfWork, person: Person) -> None:
    """Ends the pause."""
    unit.people.save([replace(person, pause=None)])
    unit.publish(PersonReturned(person=person.id))


def ask_quiet(turn: Turn, _action: Action) -> Reply:
    return OpenForm(screens.quiet_hours(turn.person, new_id()))


def set_quiet(turn: Turn, _submitted: Action, instance: str, values: Values) -> Reply:
    if turn.is_repeat:
        return Show(screens.pause(turn.person))
    form = screens.quiet_hours(turn.person, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    begin, end = (
        time.fromisoformat(text) if (text := read.values[key]) else None for key in ("quiet_from", "quiet_to")
    )
    if (begin is None) != (end is None):
        return RejectForm(form, {"quiet_to" if begin else "quiet_from": screens.QUIET_BOTH})
    if begin and end and end <= begin:
        return RejectForm(form, {"quiet_to": screens.QUIET_ORDER})
    changed = replace(turn.person, quiet_from=begin, quiet_to=end)
    turn.unit.people.save([changed])
    return Show(screens.pause(changed))

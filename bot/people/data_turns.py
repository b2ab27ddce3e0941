"""Somebody asks what is kept about them, reads it, or erases it."""

from __future__ import annotations

from bot.ids import new_id
from bot.people import screens
from bot.surface import Action, Values
from bot.turn import OpenForm, Redraw, Reply, Show, Turn


def show(turn: Turn, _said: object = "") -> Reply:
    """`/my-data`: what is still tied to the person, as each noun tells it."""
    facts = [fact for one in turn.registry.features for fact in one.personal_data.show(turn)]
    return Show(screens.own_card([*_who(turn), *facts]))


def read(turn: Turn, _action: Action) -> Reply:
    """Everything the person wrote, privately in a form."""
    words = [found for one in turn.registry.features for found in one.personal_data.export(turn)]
    return OpenForm(screens.own_words(words, new_id())) if words else Show(screens.nothing_kept())


def close(turn: Turn, _submitted: Action, _instance: str, _values: Values) -> Reply:
    return show(turn)


def ask_erase(turn: Turn, _action: Action) -> Reply:
    parts = [one.personal_data for one in turn.registry.features]
    erases = [what for part in parts for what in part.erases]
    return Redraw(screens.ask_erase(erases, [what for part in parts for what in part.stays]))


def erase(turn: Turn, _action: Action) -> Reply:
    if not turn.is_repeat:
        for one in turn.registry.features:
            one.personal_data.erase(turn)
    return Redraw(screens.erased())


def _who(turn: Turn) -> list[tuple[str, str]]:
    """Facts of the person: name, place and parts."""
    unit, person = turn.unit, turn.person
    parts = [f"{unit.programme.cohort(m.cohort).name} ({m.role})" for m in unit.people.memberships(person.id)]
    parts += [
        screens.line_manager_of(one.name)
        for one in unit.people.reporting_to(person.organisation, person.email)
    ]
    return screens.own_facts(person, parts)

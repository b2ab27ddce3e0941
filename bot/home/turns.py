"""Somebody opens their home, calls a command by a button, or asks for help."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feature import HomeLines, HomePair
from bot.home import screens
from bot.people.model import CHECKED_IN
from bot.programme.leads import led_cohorts
from bot.screens import commands
from bot.surface import Action, Section
from bot.turn import Reply, Show, Turn


def show(turn: Turn, _text: str = "") -> Reply:
    """`/home`: every noun's part of it."""
    return Show(screens.home(turn.person, _sections(turn)))


def call(turn: Turn, action: Action) -> Reply:
    """A button that stands for a command."""
    return turn.registry.call(turn, action.params.get("command", ""), action.params.get("text", ""))


def help_(turn: Turn, _text: str) -> Reply:
    """`/help`: the commands for the person's roles."""
    return Show(commands(turn.registry.help_for(turn)))


def in_pair(_turn: Turn, pair: HomePair) -> HomeLines:
    return HomeLines(sentence=screens.with_whom(pair.partner))


def _sections(turn: Turn) -> Iterator[Section]:
    parts = [feature.home for feature in turn.registry.features]
    for part in parts:
        yield from part.above(turn)
    for pair in _pairs(turn):
        yield screens.shared_section(pair.cohort.name, (part.in_pair(turn, pair) for part in parts))
    for part in parts:
        yield from part.below(turn)
    for cohort in led_cohorts(turn)[: screens.MOST_SECTIONS]:
        title = screens.led_title(cohort.name)
        yield screens.shared_section(title, (part.in_led_cohort(turn, cohort) for part in parts))


def _pairs(turn: Turn) -> list[HomePair]:
    """The person's part in their first few cohorts as a mentor or an executive."""
    unit, person = turn.unit, turn.person
    found = []
    cohorts = [m.cohort for m in unit.people.memberships(person.id) if m.role in CHECKED_IN]
    for cohort in cohorts[: screens.MOST_SECTIONS]:
        pairing = unit.programme.pairing_of(person.id, cohort)
        partner = unit.people.person(pairing.partner(person.id)) if pairing else None
        found.append(HomePair(cohort=unit.programme.cohort(cohort), pairing=pairing, partner=partner))
    return found

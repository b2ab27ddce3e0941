"""People: pauses, quiet hours and one's own data, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import (
    ButtonRoute,
    Command,
    DueWork,
    Feature,
    FormRoute,
    HomeSection,
    Phase,
)
from bot.people import data_turns, examples, screens, turns
from bot.people.model import CHECKED_IN
from bot.people.ticks import end_pause

FEATURE = Feature(
    name="people",
    commands=(
        Command(
            word="pause",
            does="Pause check-ins, come back, or set quiet hours",
            answer=turns.show_pause,
            roles=frozenset(CHECKED_IN),
        ),
        Command(
            word="my-data",
            does="See and erase what is kept about you",
            answer=data_turns.show,
            for_everybody=True,
        ),
    ),
    buttons=(
        ButtonRoute("people.show_pause", turns.show_pause),
        ButtonRoute("people.pause", turns.pause),
        ButtonRoute("people.resume", turns.resume),
        ButtonRoute("people.ask_quiet", turns.ask_quiet, opens_form=True),
        ButtonRoute("people.show_mine", data_turns.show),
        ButtonRoute("people.read_mine", data_turns.read, opens_form=True),
        ButtonRoute("people.ask_erase", data_turns.ask_erase),
        ButtonRoute("people.erase", data_turns.erase),
    ),
    forms=(
        FormRoute("people.set_quiet", turns.set_quiet),
        FormRoute("people.close_mine", data_turns.close),
    ),
    due=(
        DueWork(
            kind="pause.end",
            phase=Phase.RETURN,
            find=lambda unit, now, _limit: unit.people.due_back(now),
            do=end_pause,
        ),
    ),
    home=HomeSection(below=lambda turn: (screens.home_section(turn.person),)),
    examples=examples.examples,
)

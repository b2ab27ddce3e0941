"""The session log, as the rest of the product sees it."""

from __future__ import annotations

from bot.feature import ButtonRoute, Command, Feature, FormRoute
from bot.people.model import CHECKED_IN
from bot.sessions import examples, turns

FEATURE = Feature(
    name="sessions",
    commands=(
        Command(
            word="session",
            does="Log a session with your pair, in two taps",
            answer=turns.show,
            roles=frozenset(CHECKED_IN),
        ),
    ),
    buttons=(
        ButtonRoute("sessions.about", turns.about),
        ButtonRoute("sessions.keep", turns.keep),
        ButtonRoute("sessions.layer", turns.layer),
        ButtonRoute("sessions.remove", turns.remove),
        ButtonRoute("sessions.form", turns.form, opens_form=True),
    ),
    forms=(FormRoute("sessions.save", turns.save),),
    examples=examples.examples,
)

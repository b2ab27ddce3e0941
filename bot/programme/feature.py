"""Cohorts, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import ButtonRoute, Command, Feature, FormRoute, HomeSection
from bot.people.roles import Role
from bot.programme import examples, home, turns

FEATURE = Feature(
    name="programme",
    commands=(
        Command(
            word="cohort",
            does="For programme leads: the cohort at a glance",
            answer=turns.show,
            roles=frozenset({Role.LEAD}),
        ),
    ),
    buttons=(
        ButtonRoute("programme.show", turns.show),
        ButtonRoute("programme.ask_did", turns.ask_did, opens_form=True),
    ),
    forms=(
        FormRoute("programme.close_notes", turns.close_notes),
        FormRoute("programme.say_did", turns.say_did),
    ),
    home=HomeSection(in_led_cohort=home.in_led_cohort),
    examples=examples.examples,
)

"""Cohort reports, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import ButtonRoute, Command, Feature, HomeSection
from bot.people.roles import Role
from bot.reports import examples, home, turns

FEATURE = Feature(
    name="reports",
    commands=(
        Command(
            word="cohort-report",
            does="For programme leads: what changed, in numbers",
            answer=turns.show,
            roles=frozenset({Role.LEAD}),
        ),
    ),
    buttons=(ButtonRoute("reports.show", turns.show_one),),
    home=HomeSection(in_led_cohort=home.in_led_cohort),
    examples=examples.examples,
)

"""The home and help, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import ButtonRoute, Command, Feature, HomeSection, Shortcut
from bot.home import examples, turns

FEATURE = Feature(
    name="home",
    commands=(
        Command(
            word="home",
            does="Everything of yours on one screen",
            answer=turns.show,
            shortcut=Shortcut(
                places=("global",), name="My mentoring", does="Everything of yours on one screen"
            ),
        ),
        Command(word="help", does="What I understand", answer=turns.help_, is_listed=False),
    ),
    buttons=(ButtonRoute("home.call", turns.call, opens_form=True),),
    home=HomeSection(in_pair=turns.in_pair),
    examples=examples.examples,
)

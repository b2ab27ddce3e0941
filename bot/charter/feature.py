"""The charter, as the rest of the product sees it."""

from __future__ import annotations

from bot.charter import edit_turns, examples, home, listeners, turns
from bot.events import CohortLaunched, PairingsStarted
from bot.feature import ButtonRoute, Command, Feature, FormRoute, HomeSection, Listener

FEATURE = Feature(
    name="charter",
    commands=(Command(word="charter", does="See what was agreed, who signed, and sign", answer=turns.show),),
    buttons=(
        ButtonRoute("charter.show", turns.show),
        ButtonRoute("charter.sign", turns.sign),
        ButtonRoute("charter.edit", edit_turns.edit, opens_form=True),
        ButtonRoute("charter.show_edit", edit_turns.show_edit),
        ButtonRoute("charter.rebase", edit_turns.rebase),
        ButtonRoute("charter.publish", edit_turns.publish_edit),
        ButtonRoute("charter.drop_edit", edit_turns.drop_edit),
        ButtonRoute("charter.pick_words", edit_turns.pick_words),
        ButtonRoute("charter.ask_words", edit_turns.ask_words, opens_form=True),
    ),
    forms=(
        FormRoute("charter.sort_edit", edit_turns.sort_edit),
        FormRoute("charter.keep_words", edit_turns.keep_words),
    ),
    home=HomeSection(in_pair=home.in_pair),
    listeners=(
        Listener(CohortLaunched, listeners.publish_first),
        Listener(PairingsStarted, listeners.invite_pairings),
    ),
    examples=examples.examples,
)

"""The charter, as the rest of the product sees it."""

from __future__ import annotations

from bot.charter import editing, examples, home, listeners, turns
from bot.events import CohortLaunched, PairingsStarted
from bot.feature import ButtonRoute, Command, Feature, FormRoute, HomeSection, Listener

FEATURE = Feature(
    name="charter",
    commands=(Command(word="charter", does="See what was agreed, who signed, and sign", answer=turns.show),),
    buttons=(
        ButtonRoute("charter.show", turns.show),
        ButtonRoute("charter.sign", turns.sign),
        ButtonRoute("charter.edit", editing.edit, opens_form=True),
        ButtonRoute("charter.show_edit", editing.show_edit),
        ButtonRoute("charter.rebase", editing.rebase),
        ButtonRoute("charter.publish", editing.publish_edit),
        ButtonRoute("charter.drop_edit", editing.drop_edit),
        ButtonRoute("charter.pick_words", editing.pick_words),
        ButtonRoute("charter.ask_words", editing.ask_words, opens_form=True),
    ),
    forms=(
        FormRoute("charter.sort_edit", editing.sort_edit),
        FormRoute("charter.keep_words", editing.keep_words),
    ),
    home=HomeSection(in_pair=home.in_pair),
    listeners=(
        Listener(CohortLaunched, listeners.publish_first),
        Listener(PairingsStarted, listeners.invite_pairings),
    ),
    examples=examples.examples,
)

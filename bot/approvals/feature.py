"""Approvals of mentors' time, as the rest of the product sees them."""

from __future__ import annotations

from bot.approvals import examples, listeners, turns
from bot.events import CharterPublished, PairingsStarted
from bot.feature import ButtonRoute, Feature, FormRoute, Listener

FEATURE = Feature(
    name="approvals",
    buttons=(
        ButtonRoute("charter.approve_time", turns.approve),
        ButtonRoute("charter.ask_record", turns.ask_record, opens_form=True),
    ),
    forms=(FormRoute("charter.record_time", turns.record),),
    listeners=(
        Listener(CharterPublished, listeners.ask_for_charter),
        Listener(PairingsStarted, listeners.ask_for_new_pairings),
    ),
    examples=examples.examples,
    bystanders=turns.answer_bystander,
)

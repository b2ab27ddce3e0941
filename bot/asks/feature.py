"""Asks, as the rest of the product sees them."""

from __future__ import annotations

from bot.asks import agenda_turns, examples, home, ticks, turns
from bot.feature import ButtonRoute, Command, DueWork, Feature, FormRoute, HomeSection, Phase
from bot.people.roles import Role

FEATURE = Feature(
    name="asks",
    commands=(
        Command(
            word="ask",
            does="For executives: say what you need, and see where it goes",
            answer=turns.show,
            roles=frozenset({Role.EXECUTIVE}),
        ),
    ),
    buttons=(
        ButtonRoute("asks.send", turns.send),
        ButtonRoute("asks.to_desk", turns.to_desk),
        ButtonRoute("asks.change", turns.change, opens_form=True),
        ButtonRoute("asks.drop", turns.drop),
        ButtonRoute("asks.agenda", agenda_turns.show),
        ButtonRoute("asks.done", agenda_turns.done),
    ),
    forms=(FormRoute("asks.sort", turns.sort),),
    due=(
        DueWork(
            kind="ask.digest",
            phase=Phase.SEND,
            find=lambda unit, now, limit: unit.asks.due_digests(now, limit),
            do=ticks.tell,
        ),
        DueWork(
            kind="ask.forget_draft",
            phase=Phase.CLEAN_UP,
            find=lambda unit, now, limit: unit.asks.stale_drafts(now - ticks.DRAFTS_KEPT, limit),
            do=ticks.forget,
        ),
    ),
    home=HomeSection(in_pair=home.in_pair),
    examples=examples.examples,
)

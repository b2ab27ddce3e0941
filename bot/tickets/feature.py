"""Tickets, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import ButtonRoute, Command, DueWork, Feature, Phase
from bot.tickets import examples, queue_turns, turns
from bot.tickets.desk_cards import WORKS_OFF
from bot.tickets.ticks import drop_stale

FEATURE = Feature(
    name="tickets",
    commands=(
        Command(
            word="tickets",
            does="For IT people: what waits for you",
            answer=queue_turns.show,
            roles=frozenset(WORKS_OFF),
        ),
    ),
    buttons=(
        ButtonRoute("tickets.reopen", turns.reopen),
        ButtonRoute("tickets.show", queue_turns.show_one),
        ButtonRoute("tickets.take", queue_turns.take),
        ButtonRoute("tickets.wait", queue_turns.wait),
        ButtonRoute("tickets.done", queue_turns.done),
        ButtonRoute("tickets.open", queue_turns.open_again),
    ),
    due=(
        DueWork(
            kind="ticket.drop_draft",
            phase=Phase.CLEAN_UP,
            find=lambda unit, now, limit: unit.tickets.stale_drafts(now, limit),
            do=drop_stale,
        ),
    ),
    examples=examples.examples,
)

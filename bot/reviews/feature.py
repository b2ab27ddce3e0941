"""Charter reviews, as the rest of the product sees them."""

from __future__ import annotations

from bot.feature import ButtonRoute, DueWork, Feature, FormRoute, PersonalData, Phase
from bot.reviews import examples, personal_data, ticks, turns

FEATURE = Feature(
    name="reviews",
    buttons=(
        ButtonRoute("charter.still_right", turns.still_right),
        ButtonRoute("charter.ask_change", turns.ask_change, opens_form=True),
    ),
    forms=(FormRoute("charter.say_change", turns.say_change),),
    due=(
        DueWork(kind="charter.review", phase=Phase.SEND, find=ticks.due_reviews, do=ticks.send_review),
        DueWork(kind="charter.review_close", phase=Phase.SEND, find=ticks.due_closes, do=ticks.close_review),
    ),
    personal_data=PersonalData(
        export=personal_data.export,
        erase=personal_data.erase,
        erases=("your answer in an open charter review",),
    ),
    examples=examples.examples,
)

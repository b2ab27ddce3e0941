"""The audit trail, as the rest of the product sees it."""

from __future__ import annotations

from bot.feature import DueWork, Feature, Phase
from bot.privacy import examples
from bot.privacy.ticks import due_heads, post_head

FEATURE = Feature(
    name="privacy",
    due=(DueWork(kind="audit.post", phase=Phase.AUDIT, find=due_heads, do=post_head),),
    examples=examples.examples,
)

"""Facts as a section's fields, side by side where there is room."""

from __future__ import annotations

import re

from adapters.slack import limits
from adapters.slack.block_kit import Json, escape, markdown, plain
from bot.surface import Fact, Facts

_MARKS = re.compile(r"([*_~`]).*\1|:[\w+'-]+:|^\s*>", re.DOTALL | re.MULTILINE)


def labelled(facts: Facts) -> list[Json]:
    """Labels stand out in markup where all of it is sure to be read as written, else nothing does."""
    marked = [f"*{escape(fact.label)}*\n{escape(fact.value)}" for fact in facts.items]
    if all(map(_reads_as_written, facts.items)) and max(map(len, marked)) <= limits.FIELD:
        return [markdown(text, limits.FIELD) for text in marked]
    return [plain(f"{fact.label}\n{fact.value}", limits.FIELD) for fact in facts.items]


def _reads_as_written(fact: Fact) -> bool:
    """Nothing in it pairs up to bold, code, a quote or an emoji; a label fits between two stars."""
    label_stands = fact.label == fact.label.strip() and not re.search(r"[*\n\r]", fact.label)
    return label_stands and not _MARKS.search(fact.label) and not _MARKS.search(fact.value)

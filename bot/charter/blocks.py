"""The terms of a charter as blocks, for every card that shows them."""

from __future__ import annotations

from bot.charter.model import Domain, Terms
from bot.screens import counted, facts, listed
from bot.surface import Block, Section, Text


def terms_blocks(terms: Terms, time: str = "") -> tuple[Block, ...]:
    """The terms that both sides agree to."""
    return (
        Section("Mentors teach", (Text(_lines(terms.teaches)),)),
        Section("Executives keep", (Text(_lines(terms.keeps)),)),
        Section("IT does", (Text(_lines(terms.it_owns)),)),
        facts(
            ("Mentor's time", f"{counted(terms.weekly_minutes, 'minute')} a week"),
            *((("This time", time),) if time else ()),
            ("People to turn to", listed(terms.contacts) if terms.contacts else "Your programme lead"),
        ),
    )


def _lines(domains: tuple[Domain, ...]) -> str:
    return "\n".join(f"• {domain.name}" for domain in domains) or "Nothing in particular."

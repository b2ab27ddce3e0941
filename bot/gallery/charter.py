"""The charter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.charter import screens as charter
from bot.charter.model import Charter, Domain, Terms
from bot.gallery.cast import (
    COHORT,
    EXECUTIVE,
    MENTOR,
    NOON,
    TERMS,
    Example,
)


def examples() -> Iterator[Example]:
    first = Charter(
        cohort=COHORT.id, version=1, terms=TERMS, published_at=NOON, sign_by=NOON + timedelta(days=14)
    )
    second = replace(first, version=2, terms=_changed(TERMS))
    signed = {MENTOR.name: NOON, EXECUTIVE.name: None}
    yield Example("charter.invitation", "a mentor", charter.invitation(first, MENTOR, EXECUTIVE))
    yield Example(
        "charter.card", "an executive", charter.card(first, EXECUTIVE, dict(reversed(signed.items())))
    )
    yield Example("charter.renewed", "a mentor", charter.renewed(first, second, MENTOR))
    yield Example("charter.both_signed", "a mentor", charter.both_signed(EXECUTIVE))
    yield Example("charter.see_charter", "a mentor", charter.see_charter())
    yield Example("charter.no_charter", "a mentor", charter.no_charter())


def _changed(terms: Terms) -> Terms:
    teaches = (*terms.teaches[:-1], Domain("Reading charts made by a tool", ("chart",)))
    return Terms(teaches, terms.keeps, terms.it_owns, 60, terms.contacts)

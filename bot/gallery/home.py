"""The home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.gallery.cast import (
    COHORT,
    EXECUTIVE,
    LEAD,
    MENTOR,
    ROUND,
    Example,
)
from bot.home import screens as home


def examples() -> Iterator[Example]:
    pending = home.Pending(check_in="check-in", closes_at=ROUND.closes_at, done=2, questions=6)
    part = home.Part(
        id=COHORT.id,
        cohort=COHORT.name,
        partner=EXECUTIVE.name,
        charter=1,
        signed_by_me=True,
        signed_by_partner=False,
        is_mentor=True,
    )
    yield Example("home.home", "a mentor", home.home(MENTOR, pending, [part], None, []))
    waits = replace(
        part, signed_by_partner=True, agenda=["Show me how to write a prompt for our monthly report."] * 4
    )
    yield Example("home.home (with an agenda)", "a mentor", home.home(MENTOR, None, [waits], None, []))
    yield Example(
        "home.home (lead)",
        "a lead",
        home.home(LEAD, None, [], COHORT.next_round_on, [(COHORT.id, COHORT.name)], 2),
    )

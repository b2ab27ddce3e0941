"""Cohorts, for their leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.asks.model import Lane
from bot.cast import (
    COHORT,
    LEAD,
    NOON,
    ROUND,
)
from bot.feature import Example
from bot.programme import screens as programme
from bot.programme.model import CohortState


def examples() -> Iterator[Example]:
    running = programme.Glance(
        cohort=COHORT,
        pairs=12,
        sign_by=NOON + timedelta(days=7),
        waiting=("Priya Raman and Jonas Weber", "Tomás Ortega (with Ingrid Holm)"),
        time="approved for 9 of 12 mentors; 3 wait",
        recordable=True,
        open_round=ROUND,
        notes=7,
        tallies={(Lane.IT, Lane.IT): 31, (Lane.IT, Lane.IN_SCOPE): 6, (Lane.DECISION, Lane.IT): 2},
    )
    draft = replace(COHORT, name="Autumn cohort", state=CohortState.DRAFT, next_round_on=None)
    fresh = replace(running, cohort=draft, sign_by=None, waiting=(), open_round=None, notes=0, tallies={})
    fresh = replace(fresh, time="", recordable=False)
    overdue = replace(
        running,
        is_overdue=True,
        concern=(
            "Noor Haddad (amina@example.com) cannot be the second person to turn to, who stands outside the lead's and "
            "the executives' line: they report to Amina Diallo, a lead of this cohort."
        ),
    )
    yield Example("programme.glance", "a lead", programme.glance(LEAD, [running, fresh]))
    yield Example("programme.glance (overdue)", "a lead", programme.glance(LEAD, [overdue]))
    yield Example("programme.did_form", "a lead", programme.did_form(COHORT, "form-6"))
    said, did = "You would like protected time.", "Friday mornings are free of meetings from July."
    yield Example("programme.you_said_we_did", "everyone", programme.you_said_we_did(COHORT, LEAD, said, did))
    yield Example("programme.told", "a lead", programme.told(24))

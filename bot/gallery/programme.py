"""Cohorts, for their leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.asks.model import Lane
from bot.charter import screens as charter
from bot.gallery.cast import (
    COHORT,
    LEAD,
    NOON,
    ROUND,
    Example,
)
from bot.people.roles import Role
from bot.privacy import screens as privacy
from bot.privacy.audit import next_entry
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
        concern=charter.stands_below(replace(LEAD, name="Noor Haddad"), LEAD, Role.LEAD),
    )
    page = [[("Support (mentors)", [("More time on Fridays, please.", "")])]]
    yield Example("programme.glance", "a lead", programme.glance(LEAD, [running, fresh]))
    yield Example("programme.glance (overdue)", "a lead", programme.glance(LEAD, [overdue]))
    yield Example("programme.notes", "a lead", programme.notes(COHORT, page, 2, "form-5"))
    yield Example("programme.no_notes", "a lead", programme.no_notes(COHORT))
    yield Example("programme.did_form", "a lead", programme.did_form(COHORT, "form-6"))
    said, did = "You would like protected time.", "Friday mornings are free of meetings from July."
    yield Example("programme.you_said_we_did", "everyone", programme.you_said_we_did(COHORT, LEAD, said, did))
    yield Example("programme.told", "a lead", programme.told(24))
    head = next_entry(None, at=NOON, actor="schedule", what="round.closed", about={})
    yield Example("privacy.anchor", "a lead", privacy.anchor(head))

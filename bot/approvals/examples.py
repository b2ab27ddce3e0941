"""Approvals of mentors' time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.approvals import screens
from bot.approvals.model import Approval, Budget
from bot.cast import COHORT, EXECUTIVE, LEAD, MENTOR, NOON
from bot.feature import Example
from bot.ids import PersonId
from bot.people.model import Person


def examples() -> Iterator[Example]:
    waiting = [_budget(MENTOR), _budget(replace(MENTOR, id=PersonId("other"), name="Tomás Ortega"))]
    done = [
        replace(
            one,
            approval=Approval(
                cohort=COHORT.id,
                mentor=one.mentor.id,
                minutes=90,
                approved_by="bea@example.com",
                approved_at=NOON,
            ),
        )
        for one in waiting
    ]
    boss = replace(EXECUTIVE, email="bea@example.com", name="bea@example.com")
    yield Example("charter.time", "a line manager", screens.card(COHORT, waiting, [LEAD], boss))
    rises = [replace(one, minutes=120) for one in done]
    yield Example("charter.time (rises)", "a line manager", screens.card(COHORT, rises, [LEAD], boss))
    yield Example("charter.time_approved", "a line manager", screens.approved(COHORT, done, boss))
    yield Example("charter.nothing_here", "a line manager", screens.nothing_here())
    yield Example("charter.no_line_manager", "a lead", screens.no_line_manager(COHORT, [MENTOR.name]))
    yield Example("charter.record_form", "a lead", screens.record_form(COHORT, waiting, "form-3"))
    yield Example("charter.recorded", "a lead", screens.recorded(COHORT))
    yield Example("charter.none_missing", "a lead", screens.none_missing())


def _budget(mentor: Person) -> Budget:
    return Budget(
        mentor=mentor, minutes=90, line_manager="bea@example.com", barred=frozenset(), approval=None
    )

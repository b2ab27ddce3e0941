"""The people and facts of every example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.charter.templates import TEMPLATES
from bot.checkins.model import (
    Answer,
    CheckIn,
    Draft,
    OpenCheckIn,
    Round,
)
from bot.ids import CheckInId, CohortId, OrganisationId, PersonId, RoundId
from bot.people.model import Person
from bot.people.roles import Platform, Role
from bot.programme.model import Cohort, CohortState

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MENTOR = Person(
    id=PersonId("mentor"),
    organisation=OrganisationId("organisation"),
    email="priya@example.com",
    name="Priya Raman",
    platform=Platform.BROWSER,
    account="priya@example.com",
    zone="Asia/Kolkata",
    country="IN",
)
EXECUTIVE = replace(
    MENTOR,
    id=PersonId("executive"),
    email="jonas@example.com",
    name="Jonas Weber",
    zone="Europe/Berlin",
    country="DE",
)
LEAD = replace(
    EXECUTIVE, id=PersonId("lead"), email="amina@example.com", name="Amina Diallo", zone="Europe/Paris"
)
COHORT = Cohort(
    id=CohortId("cohort"),
    organisation=MENTOR.organisation,
    name="Spring cohort",
    own_question="How useful was the kick-off day for you?",
    state=CohortState.LAUNCHED,
    launched_on=date(2026, 5, 4),
    next_round_on=date(2026, 6, 29),
)
ROUND = Round(
    id=RoundId("round"),
    cohort=COHORT.id,
    number=2,
    opens_on=date(2026, 6, 1),
    closes_at=NOON + timedelta(days=10),
)
CHECK_IN = CheckIn(
    id=CheckInId("check-in"),
    cohort=COHORT.id,
    round=ROUND.id,
    person=MENTOR.id,
    role=Role.MENTOR,
    send_at=NOON,
    sent_at=NOON,
)
OPEN = OpenCheckIn(CHECK_IN, ROUND, COHORT, b"")
DRAFT = Draft(
    {
        "changed": Answer("habit", "He drafts his Monday update with the assistant himself.", "pair"),
        "unsure": Answer("some", "Am I meant to fix his printer? 🙂", "lead_unnamed"),
    }
)
TERMS = TEMPLATES["office"]

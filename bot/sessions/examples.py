"""The session log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.cast import COHORT, EXECUTIVE, MENTOR, NOON
from bot.feature import Example
from bot.ids import PairingId, SessionId
from bot.sessions import screens as sessions
from bot.sessions.model import Layer, Session, Topic


def examples() -> Iterator[Example]:
    logged = Session(
        id=SessionId("session"),
        cohort=COHORT.id,
        pairing=PairingId("pairing"),
        held_on=date(2026, 6, 1),
        minutes=45,
        topic=Topic.PROMPTS,
        logged_by=MENTOR.id,
        logged_at=NOON,
    )
    before = replace(logged, held_on=date(2026, 5, 18), topic=Topic.AUTOMATION, layer=Layer.WORKFLOW)
    pair = sessions.Pair(
        pairing="pairing",
        partner=EXECUTIVE.name,
        lately=[logged, before],
        this_week=45,
        agreed=90,
        is_mentor=True,
    )
    yield Example("sessions.log", "a mentor", sessions.log(MENTOR, [pair], "session"))
    yield Example(
        "sessions.about_what",
        "a mentor",
        sessions.about_what("session", "pairing", 45, EXECUTIVE.name),
    )
    yield Example("sessions.kept", "a mentor", sessions.kept(MENTOR, logged, EXECUTIVE.name))
    yield Example(
        "sessions.kept (with what it changed)", "an executive", sessions.kept(EXECUTIVE, before, MENTOR.name)
    )
    yield Example("sessions.removed", "a mentor", sessions.removed())
    yield Example(
        "sessions.form", "a mentor", sessions.form("pairing", EXECUTIVE.name, date(2026, 6, 1), "form-7")
    )
    yield Example("sessions.for_pairs", "a lead", sessions.for_pairs())

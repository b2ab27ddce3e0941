"""Every screen with example facts: for the gallery, for renderers' tests, and for eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from bot import screens
from bot.charter import screens as charter
from bot.charter.model import Charter, Domain, Terms
from bot.checkins import screens as checkins
from bot.checkins.model import (
    QUESTIONS,
    Answer,
    AskAudience,
    AskChoice,
    AskNote,
    CheckIn,
    Draft,
    OpenCheckIn,
    Round,
    questions_of,
)
from bot.home import screens as home
from bot.ids import CheckInId, CohortId, OrganisationId, PersonId, RoundId
from bot.people import screens as people
from bot.people.model import Pause, PauseReason, Person
from bot.people.roles import Platform, Role
from bot.privacy import screens as privacy
from bot.privacy.audit import next_entry
from bot.privacy.bands import Thresholds
from bot.privacy.release import PersonAnswers, ReleaseQuestion, RoundRelease, release_round
from bot.programme import screens as programme
from bot.programme.model import Cohort, CohortState
from bot.reports import screens as reports
from bot.reports.model import CohortReport
from bot.reports.store import Release
from bot.surface import Form, Message


@dataclass(frozen=True, slots=True)
class Example:
    """A screen by the name of the function that makes it, who sees it, and what it looks like."""

    name: str
    seen_by: str
    shown: Message | Form


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
TERMS = charter.TEMPLATES["office"]


def examples() -> tuple[Example, ...]:
    """All of them, by noun."""
    return (*_shared(), *_charter(), *_checkins(), *_home(), *_people(), *_programme(), *_reports())


def _shared() -> Iterator[Example]:
    yield Example("screens.commands", "anyone", screens.commands())
    yield Example("screens.unknown_word", "anyone", screens.unknown_word())
    yield Example("screens.stranger", "somebody on no roster", screens.stranger())
    yield Example("screens.leads_only", "a mentor", screens.leads_only([LEAD.name]))
    yield Example("screens.stale", "anyone", screens.stale())
    yield Example("screens.not_yours", "anyone", screens.not_yours())
    yield Example("screens.working", "anyone", screens.working())
    yield Example("screens.moved_to_chat", "anyone", screens.moved_to_chat())
    yield Example("screens.press_to_open", "anyone", screens.press_to_open("check-in", ""))
    yield Example("screens.opened_too_late", "anyone", screens.opened_too_late())
    yield Example("screens.guest", "a guest of the workspace", screens.guest())
    yield Example("screens.something_broke", "anyone", screens.something_broke("7f3a"))


def _charter() -> Iterator[Example]:
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


def _checkins() -> Iterator[Example]:
    questions = questions_of(COHORT)
    first, third, scale = QUESTIONS[0], QUESTIONS[2], QUESTIONS[3]
    place = (1, len(questions))
    yield Example("checkins.invitation", "a mentor", checkins.invitation(OPEN, MENTOR, len(questions)))
    yield Example("checkins.reminder", "a mentor", checkins.reminder(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.form", "a mentor", checkins.form(OPEN, DRAFT, questions, {}, {}, "form-1"))
    yield Example(
        "checkins.form (executive, with a note from last time)",
        "an executive",
        checkins.form(
            replace(OPEN, check_in=replace(CHECK_IN, role=Role.EXECUTIVE)),
            Draft(),
            questions,
            {"support": "lead_named"},
            {"support": "Ask about the budget tool again."},
            "form-2",
        ),
    )
    yield Example(
        "checkins.step (choice, first time)",
        "a mentor",
        checkins.step(OPEN, AskChoice(first), place, {}, warn_history=True),
    )
    yield Example("checkins.step (scale)", "a mentor", checkins.step(OPEN, AskChoice(scale), (4, 6), {}))
    yield Example(
        "checkins.step (not understood)",
        "a mentor",
        checkins.step(OPEN, AskChoice(first), place, {}, not_understood=checkins.NOT_AN_OPTION),
    )
    yield Example("checkins.step (note)", "a mentor", checkins.step(OPEN, AskNote(first), place, {}))
    yield Example(
        "checkins.step (audience)",
        "a mentor",
        checkins.step(OPEN, AskAudience(third), (3, 6), {"reused": "pair"}),
    )
    yield Example("checkins.asked_again", "a mentor", checkins.asked_again(OPEN))
    yield Example("checkins.saved", "a mentor", checkins.saved(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.all_answered", "a mentor", checkins.all_answered(OPEN, MENTOR))
    yield Example("checkins.progress", "a mentor", checkins.progress(OPEN, MENTOR, 2, len(questions)))
    yield Example("checkins.finished", "a mentor", checkins.finished(OPEN, MENTOR))
    yield Example("checkins.closed", "a mentor", checkins.closed(ROUND, MENTOR, COHORT.next_round_on))
    yield Example("checkins.too_late", "a mentor", checkins.too_late())
    yield Example("checkins.nothing_open", "a mentor", checkins.nothing_open(MENTOR, COHORT.next_round_on))
    groups = [
        (
            "Support (mentors)",
            [("More time on Fridays, please.", ""), ("A list of approved tools would help.", "Priya Raman")],
        )
    ]
    yield Example(
        "checkins.notes_for_lead", "a lead", checkins.notes_for_lead(ROUND, COHORT.name, groups, (1, 1))
    )
    notes = [("What changed", "You wrote the whole brief yourself. That was great to see.")]
    yield Example("checkins.note_for_pair", "an executive", checkins.note_for_pair(MENTOR, notes))
    yield Example("checkins.paused_for_silence", "a mentor", checkins.paused_for_silence(3))


def _home() -> Iterator[Example]:
    pending = home.Pending(check_in="check-in", closes_at=ROUND.closes_at, done=2, questions=6)
    part = home.Part(
        cohort=COHORT.name, partner=EXECUTIVE.name, charter=1, signed_by_me=True, signed_by_partner=False
    )
    yield Example("home.home", "a mentor", home.home(MENTOR, pending, [part], None, []))
    yield Example(
        "home.home (lead)",
        "a lead",
        home.home(LEAD, None, [], COHORT.next_round_on, [(COHORT.id, COHORT.name)]),
    )


def _people() -> Iterator[Example]:
    away = replace(MENTOR, pause=Pause(PauseReason.OWN_WISH, date(2026, 6, 29)))
    yield Example("people.pause", "a mentor", people.pause(MENTOR))
    yield Example("people.pause (paused)", "a mentor", people.pause(away))
    yield Example("people.quiet_hours", "a mentor", people.quiet_hours(MENTOR, "form-3"))
    yield Example("people.resumed", "a mentor", people.resumed(MENTOR))
    yield Example(
        "people.own_card", "a mentor", people.own_card(MENTOR, ["Spring cohort (mentor)"], 1, has_draft=True)
    )
    words = [(people.note_heading("Support"), "Ask about the budget tool again.")]
    yield Example("people.own_words", "a mentor", people.own_words(words, "form-4"))
    yield Example("people.nothing_kept", "a mentor", people.nothing_kept())
    yield Example("people.ask_erase", "a mentor", people.ask_erase())
    yield Example("people.erased", "a mentor", people.erased())


def _programme() -> Iterator[Example]:
    running = programme.Glance(
        cohort=COHORT,
        pairs=12,
        sign_by=NOON + timedelta(days=7),
        waiting=("Priya Raman and Jonas Weber",),
        open_round=ROUND,
        notes=7,
    )
    draft = replace(COHORT, name="Autumn cohort", state=CohortState.DRAFT, next_round_on=None)
    fresh = replace(running, cohort=draft, sign_by=None, waiting=(), open_round=None, notes=0)
    page = [[("Support (mentors)", [("More time on Fridays, please.", "")])]]
    yield Example("programme.glance", "a lead", programme.glance(LEAD, [running, fresh]))
    yield Example("programme.notes", "a lead", programme.notes(COHORT, page, 2, "form-5"))
    yield Example("programme.no_notes", "a lead", programme.no_notes(COHORT))
    yield Example("programme.did_form", "a lead", programme.did_form(COHORT, "form-6"))
    said, did = "You would like protected time.", "Friday mornings are free of meetings from July."
    yield Example("programme.you_said_we_did", "everyone", programme.you_said_we_did(COHORT, LEAD, said, did))
    yield Example("programme.told", "a lead", programme.told(24))
    head = next_entry(None, at=NOON, actor="schedule", what="round.closed", about={})
    yield Example("privacy.anchor", "a lead", privacy.anchor(head))


def _reports() -> Iterator[Example]:
    empty = CohortReport(
        cohort=COHORT, as_of=NOON, people={"mentor": 12}, pairs=12, pairs_signed=11, releases=()
    )
    shown = replace(
        empty, people={"mentor": 12, "executive": 12, "comparison-executive": 12}, releases=_releases()
    )
    yield Example("reports.report", "a lead", reports.report(shown, LEAD))
    yield Example("reports.report (nothing closed)", "a lead", reports.report(empty, LEAD))
    yield Example("reports.which", "a lead", reports.which([COHORT, replace(COHORT, name="Autumn cohort")]))


def _releases() -> tuple[Release, ...]:
    return tuple(
        Release(replace(ROUND, number=number), _release(answered))
        for number, answered in ((1, 9), (2, 11), (3, 4))
    )


def _release(answered: int) -> RoundRelease:
    questions = [
        ReleaseQuestion(key=q.key, role=role, options=q.options, cells=q.cells)
        for role in (Role.MENTOR, Role.EXECUTIVE)
        for q in questions_of(COHORT)
    ]
    answers = [
        PersonAnswers(role, {q.key: q.options[n % len(q.options)] for q in questions_of(COHORT)})
        for role in (Role.MENTOR, Role.EXECUTIVE)
        for n in range(answered)
    ]
    return release_round(questions, answers, {"mentor": 12, "executive": 12}, Thresholds(), lambda _: None)

"""Ticks of check-ins: rounds open, cards go out, reminders follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.checkins import screens
from bot.checkins.model import REMIND_AFTER, REMINDERS, CheckIn, Draft, OpenCheckIn, card_of, questions_of
from bot.checkins.rounds import open_round, plan_round
from bot.checkins.sealing import keep_draft, read_draft
from bot.ids import CheckInId, CohortId
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.ports import UnitOfWork
from bot.programme.model import OPEN_DAYS, Cohort
from bot.working_hours.calendar import closes_on, next_working_moment

SCHEDULE = "schedule"
"""The actor of what nobody did but time."""


def due_rounds(unit: UnitOfWork, now: datetime, _limit: int) -> Sequence[CohortId]:
    return unit.programme.due_rounds(_latest_day(now))


def open_due_round(unit: UnitOfWork, cohort_id: CohortId, now: datetime) -> None:
    """Opens the cohort's round for the day, if it is due, and sets the next.

    Rounds that were missed while the bot was down are passed over, unless one would still be open.
    """
    today = _latest_day(now)
    cohort = unit.programme.cohort(cohort_id, lock=True)
    due = cohort.next_round_on
    if due is None or due > today:
        return
    while (later := _after(cohort, due)) <= today:
        due = later
    unit.programme.save(replace(cohort, next_round_on=_after(cohort, due)))
    if closes_on(due + timedelta(days=OPEN_DAYS)) <= now or any(
        r.is_open for r in unit.checkins.rounds(cohort_id)
    ):
        return
    opened = open_round(unit, cohort, opens_on=due, actor=SCHEDULE, now=now)
    if opened:
        plan_round(unit, opened)


def send(unit: UnitOfWork, check_in_id: CheckInId, now: datetime) -> None:
    """Promises the card, unless the person may not be asked any more or works at other hours today."""
    planned = unit.checkins.check_in(check_in_id)
    if planned is None:
        return
    person = unit.people.lock(planned.person)
    planned = unit.checkins.check_in(check_in_id)
    if planned is None or planned.sent_at is not None:
        return
    if not unit.checkins.round(planned.round).is_open or not unit.checkins.may_be_asked(planned):
        unit.checkins.drop(check_in_id)
        return
    moment = next_working_moment(now, person.working_hours)
    if moment > now:
        unit.checkins.save(replace(planned, send_at=moment))
        return
    _send(unit, planned, person, now)


def remind(unit: UnitOfWork, check_in_id: CheckInId, now: datetime) -> None:
    """Promises the one reminder to somebody who has not answered everything."""
    found = unit.checkins.check_in(check_in_id)
    if found is None:
        return
    person = unit.people.lock(found.person)
    open_ = next((o for o in unit.checkins.open_for(person.id) if o.check_in.id == check_in_id), None)
    if open_ is None or open_.check_in.remind_at is None:
        return
    questions = questions_of(open_.cohort)
    done = read_draft(unit, open_).done(questions)
    if done == len(questions) or not unit.checkins.may_be_asked(open_.check_in):
        unit.checkins.save(replace(open_.check_in, remind_at=None))
        return
    moment = next_working_moment(now, person.working_hours)
    if moment > now:
        unit.checkins.save(replace(open_.check_in, remind_at=moment))
        return
    name, again = card_of(check_in_id), screens.reminder(open_, person, done, len(questions))
    earlier = OutgoingMessage(person=person.id, message=screens.asked_again(open_), card=name, redraws=True)
    unit.outbox.enqueue([earlier, OutgoingMessage(person=person.id, message=again, card=name)])
    sent = open_.check_in.reminders + 1
    next_at = _reminder(now, open_, person) if sent < REMINDERS else None
    unit.checkins.save(open_.check_in.reminded(remind_at=next_at))


def _send(unit: UnitOfWork, planned: CheckIn, person: Person, now: datetime) -> None:
    cohort = unit.programme.cohort(planned.cohort)
    round_ = unit.checkins.round(planned.round)
    open_ = OpenCheckIn(planned, round_, cohort, b"")
    card = screens.invitation(open_, person, len(questions_of(cohort)))
    unit.outbox.enqueue([OutgoingMessage(person=person.id, message=card, card=card_of(planned.id))])
    keep_draft(unit, open_, Draft())  # so that a draft's being there does not tell who has started
    unit.checkins.save(planned.sent(now, remind_at=_reminder(now, open_, person)))


def _reminder(now: datetime, open_: OpenCheckIn, person: Person) -> datetime | None:
    moment = next_working_moment(now + REMIND_AFTER, person.working_hours)
    return moment if moment < open_.round.closes_at else None


def _latest_day(now: datetime) -> date:
    """The day where it is latest on earth, at UTC+14: rounds are planned from there on."""
    return (now + timedelta(hours=14)).date()


def _after(cohort: Cohort, day: date) -> date:
    return day + timedelta(weeks=cohort.cadence.weeks)

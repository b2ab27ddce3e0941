"""Ticks of reviews: all pairs are asked on the same days, and answers are counted at the close.

While a review is open each person who was asked has one sealed answer, empty or not; at the close the leads get noisy
shares from the threshold on and the comments written for them, in no order, and the answers are deleted.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NewType

from bot.ids import CohortId, PersonId
from bot.notes import paginate
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.cells import Shown, cell_of, too_few_answers
from bot.programme.model import Cohort
from bot.reviews import screens
from bot.reviews.model import REVIEW_OPEN, Review, ReviewAnswer, Verdict
from bot.reviews.sealing import open_answer, seal_answer, vault_of

ReviewKey = NewType("ReviewKey", str)
"""A cohort and a day, for a tick's lists."""


_SHUFFLE = secrets.SystemRandom().shuffle


def due_reviews(unit: UnitOfWork, now: datetime, _limit: int) -> list[ReviewKey]:
    return [_key(cohort, day) for cohort, day in unit.reviews.due(now.date())]


def due_closes(unit: UnitOfWork, now: datetime, _limit: int) -> list[ReviewKey]:
    return [_key(cohort, day) for cohort, day in unit.reviews.due_to_close(now)]


def send_review(unit: UnitOfWork, key: ReviewKey, now: datetime) -> None:
    """Asks both sides of every pair, each in their working hours; a review that was sent stays as it is."""
    cohort_id, day = _apart(key)
    cohort = unit.programme.cohort(cohort_id, lock=True)
    charter = unit.charters.current(cohort.id)
    review = Review(cohort=cohort.id, day=day, sent_at=now, closes_at=now + REVIEW_OPEN)
    vault, people = vault_of(unit, cohort), _people(unit, cohort)
    blank = {person: seal_answer(vault, review, person, ReviewAnswer()) for person in people}
    if charter is None or not unit.reviews.open(review, blank):
        return
    unit.outbox.enqueue(
        [
            in_working_hours(
                person, screens.card(cohort, review, charter, person, role), now, card=card_of(review)
            )
            for person, role in people.values()
        ]
    )
    about = {"cohort": cohort.id, "day": str(day)}
    unit.privacy.record(at=now, actor="schedule", what="review.sent", about=about)


def close_review(unit: UnitOfWork, key: ReviewKey, now: datetime) -> None:
    """Counts, hands the words on, and forgets who said what."""
    cohort_id, day = _apart(key)
    review = unit.reviews.review(cohort_id, day, lock=True)
    if review is None or not review.is_open:
        return
    cohort = unit.programme.cohort(cohort_id)
    vault, people = vault_of(unit, cohort), _people(unit, cohort)
    answers = {
        person: open_answer(vault, review, person, sealed)
        for person, sealed in unit.reviews.answers(cohort_id, day).items()
    }
    unit.reviews.close(review, now)
    _tell_leads(unit, cohort, review, answers, now)
    closed = screens.closed(cohort)
    unit.outbox.enqueue(
        [
            OutgoingMessage(person=person, message=closed, card=card_of(review), redraws=True)
            for person in answers
            if person in people
        ]
    )
    about = {"cohort": cohort.id, "day": str(day)}
    unit.privacy.record(at=now, actor="schedule", what="review.closed", about=about)


def _key(cohort: CohortId, day: int) -> ReviewKey:
    return ReviewKey(f"{cohort}:{day}")


def _apart(key: ReviewKey) -> tuple[CohortId, int]:
    cohort, _, day = key.rpartition(":")
    return CohortId(cohort), int(day)


def _people(unit: UnitOfWork, cohort: Cohort) -> Mapping[PersonId, tuple[Person, Role]]:
    """Both sides of every pair."""
    members = {person.id: person for person, _ in unit.people.members(cohort.id)}
    pairings = unit.programme.pairings(cohort.id)
    executives = {p.executive: (members[p.executive], Role.EXECUTIVE) for p in pairings}
    return executives | {p.mentor: (members[p.mentor], Role.MENTOR) for p in pairings}


def _tell_leads(
    unit: UnitOfWork,
    cohort: Cohort,
    review: Review,
    answers: Mapping[PersonId, ReviewAnswer],
    now: datetime,
) -> None:
    names = {person.id: person.name for person, _ in unit.people.members(cohort.id)}
    notes = [
        (answer.words, names.get(person, "") if answer.named else "")
        for person, answer in answers.items()
        if answer.words
    ]
    _SHUFFLE(notes)
    shares = {verdict: _share(cohort, verdict, answers.values()) for verdict in Verdict}
    messages = [screens.for_leads(cohort, review, shares, len(notes))]
    if notes:
        messages += [screens.notes(cohort, review, page) for page in paginate({screens.HEADING: notes})]
    leads = [person for person, _ in unit.people.members(cohort.id, (Role.LEAD,))]
    unit.outbox.enqueue([in_working_hours(lead, one, now) for lead in leads for one in messages])


def _share(cohort: Cohort, verdict: Verdict, answers: Collection[ReviewAnswer]) -> Shown:
    """The share, with noise, of all who were asked. Not answering counts in no share, so it is protected as well."""
    if len(answers) < cohort.thresholds.cells:
        return too_few_answers(cohort.thresholds)
    return cell_of(sum(answer.verdict is verdict for answer in answers), len(answers), secrets.randbelow)


def card_of(review: Review) -> str:
    return f"review:{review.cohort}:{review.day}"

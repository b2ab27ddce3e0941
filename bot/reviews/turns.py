"""Reviews of the charter: to all pairs on the same days and in the same words, so that a review accuses nobody.

While a review is open each person who was asked has one sealed answer, empty or not; at the close the leads get counts
from the threshold on and what was written for them, in no order, and the answers are deleted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NewType

import msgspec

from bot.checkins.closing import paginate
from bot.forms import Rejected, read_form
from bot.ids import CohortId, PersonId, new_id
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.bands import people_band
from bot.privacy.seal import Purpose, Vault
from bot.programme.model import Cohort
from bot.reviews import screens
from bot.reviews.model import REVIEW_OPEN, Review, ReviewAnswer, Verdict
from bot.surface import Action, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn

ReviewKey = NewType("ReviewKey", str)
"""A cohort and a day, for a tick's lists."""
_SHUFFLE = secrets.SystemRandom().shuffle


def due_reviews(unit: UnitOfWork, now: datetime) -> list[ReviewKey]:
    return [_key(cohort, day) for cohort, day in unit.reviews.due(now.date())]


def due_closes(unit: UnitOfWork, now: datetime) -> list[ReviewKey]:
    return [_key(cohort, day) for cohort, day in unit.reviews.due_to_close(now)]


def send_review(unit: UnitOfWork, key: ReviewKey, now: datetime) -> None:
    """Asks both sides of every pair, each in their working hours; a review that was sent stays as it is."""
    cohort_id, day = _apart(key)
    cohort = unit.programme.cohort(cohort_id, lock=True)
    charter = unit.charters.current(cohort.id)
    review = Review(cohort=cohort.id, day=day, sent_at=now, closes_at=now + REVIEW_OPEN)
    vault, people = _vault(unit, cohort), _people(unit, cohort)
    blank = {person: _seal(vault, review, person, ReviewAnswer()) for person in people}
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
    vault, people = _vault(unit, cohort), _people(unit, cohort)
    answers = {
        person: _open(vault, review, person, sealed)
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


def still_right(turn: Turn, action: Action) -> Reply:
    review = _asked(turn, action)
    if review is None:
        return Show(screens.over())
    _answer(turn, review, ReviewAnswer(Verdict.STILL_RIGHT))
    return Redraw(screens.thanks(review, turn.person))


def ask_change(turn: Turn, action: Action) -> Reply:
    review = _asked(turn, action)
    if review is None:
        return Show(screens.over())
    return OpenForm(screens.form(review, _own(turn, review), new_id()))


def say_change(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    review = _asked(turn, submitted)
    if review is None:
        return Show(screens.over())
    form = screens.form(review, _own(turn, review), instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    is_named = read.values["who"] == screens.NAMED
    _answer(turn, review, ReviewAnswer(Verdict.CHANGE, read.values["words"], is_named))
    return Show(screens.thanks(review, turn.person))


def own_words(unit: UnitOfWork, person: Person) -> list[str]:
    """What the person wrote in reviews that are open."""
    found = (_open_own(unit, person, review, sealed) for review, sealed in unit.reviews.asking(person.id))
    return [answer.words for answer in found if answer.words]


def forget_own(unit: UnitOfWork, person: Person) -> None:
    """Empties the person's answers in reviews that are open."""
    for review, _ in unit.reviews.asking(person.id):
        vault = _vault(unit, unit.programme.cohort(review.cohort))
        unit.reviews.answer(review, person.id, _seal(vault, review, person.id, ReviewAnswer()))


def card_of(review: Review) -> str:
    return f"review:{review.cohort}:{review.day}"


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
    counts = {verdict: _counted(cohort, verdict, answers.values()) for verdict in Verdict}
    messages = [screens.for_leads(cohort, review, counts, len(notes))]
    if notes:
        messages += [screens.notes(cohort, review, page) for page in paginate({screens.HEADING: notes})]
    leads = [person for person, _ in unit.people.members(cohort.id, (Role.LEAD,))]
    unit.outbox.enqueue([in_working_hours(lead, one, now) for lead in leads for one in messages])


def _counted(cohort: Cohort, verdict: Verdict, answers: Iterable[ReviewAnswer]) -> str:
    """In a band; "" below the threshold."""
    number = sum(answer.verdict is verdict for answer in answers)
    return people_band(number) if number >= cohort.thresholds.cells else ""


def _asked(turn: Turn, action: Action) -> Review | None:
    """The open review that asks this person, held until the turn ends."""
    cohort, day = CohortId(action.params.get("cohort", "")), action.params.get("day", "")
    mine = {(review.cohort, str(review.day)) for review, _ in turn.unit.reviews.asking(turn.person.id)}
    if (cohort, day) not in mine:
        return None
    review = turn.unit.reviews.review(cohort, int(day), lock=True)
    return review if review and review.is_open else None


def _own(turn: Turn, review: Review) -> ReviewAnswer:
    sealed = dict(turn.unit.reviews.answers(review.cohort, review.day))[turn.person.id]
    return _open_own(turn.unit, turn.person, review, sealed)


def _answer(turn: Turn, review: Review, answer: ReviewAnswer) -> None:
    if not turn.is_repeat:
        vault = _vault(turn.unit, turn.unit.programme.cohort(review.cohort))
        sealed = _seal(vault, review, turn.person.id, answer)
        turn.unit.reviews.answer(review, turn.person.id, sealed)


def _open_own(unit: UnitOfWork, person: Person, review: Review, sealed: bytes) -> ReviewAnswer:
    return _open(_vault(unit, unit.programme.cohort(review.cohort)), review, person.id, sealed)


def _vault(unit: UnitOfWork, cohort: Cohort) -> Vault:
    return unit.privacy.vault(cohort.organisation, cohort.id)


def _seal(vault: Vault, review: Review, person: PersonId, answer: ReviewAnswer) -> bytes:
    return vault.seal(Purpose.REVIEW, (person, str(review.day)), msgspec.json.encode(answer))


def _open(vault: Vault, review: Review, person: PersonId, sealed: bytes) -> ReviewAnswer:
    raw = vault.open(Purpose.REVIEW, (person, str(review.day)), sealed)
    return msgspec.json.decode(raw, type=ReviewAnswer)

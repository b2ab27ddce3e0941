"""Closing a round: what may be shown is fixed, choices lose their names, notes reach their readers, drafts go."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.checkins import notes_screens, screens
from bot.checkins.model import (
    SILENT_ROUNDS,
    Audience,
    CheckIn,
    Draft,
    Question,
    Round,
    card_of,
    questions_of,
)
from bot.checkins.sealing import encode_note, open_draft, open_streak, seal_private, seal_streak
from bot.checkins.store import PrivateNote, SealedAnswer, SealedNote
from bot.checkins.wording import heading
from bot.events import RoundClosing
from bot.ids import PersonId, RoundId, new_id
from bot.notes import paginate
from bot.outbox import OutgoingMessage
from bot.people.model import CHECKED_IN, Pause, PauseReason, Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.release import PersonAnswers, Randomness, ReleaseQuestion, RoundRelease, release_round
from bot.privacy.seal import Purpose, Vault
from bot.programme.model import Cohort
from bot.surface import Message

ANY_ROLE = "any"
"""The role of every note of a round in which some role is too small to hide in."""
_SHUFFLE = secrets.SystemRandom().shuffle
_RANDOMNESS = Randomness(_SHUFFLE, secrets.randbelow)


@dataclass(frozen=True, slots=True)
class Closing:
    """A round about to close, with everything its drafts say."""

    cohort: Cohort
    round: Round
    vault: Vault
    people: Mapping[PersonId, Person]
    drafts: Sequence[tuple[CheckIn, Draft]]

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.cohort)

    def answered(self, role: Role) -> int:
        return sum(draft.has_choices for check_in, draft in self.drafts if check_in.role == role)

    @property
    def names_roles(self) -> bool:
        """True if enough of every role answered. Naming one role only would name the other by elimination."""
        return all(self.answered(role) >= self.cohort.thresholds.cells for role in CHECKED_IN)


@dataclass(frozen=True, slots=True)
class WrittenNote:
    author: CheckIn
    question: Question
    audience: Audience
    text: str


def close_round(unit: UnitOfWork, round_id: RoundId, now: datetime) -> None:
    """Closes the round whole, in the one transaction it is called in; a closed one stays as it is."""
    round_ = unit.checkins.round(round_id, lock=True)
    if not round_.is_open:
        return
    closing = _read(unit, round_)
    release = _release(closing)
    unit.reports.keep_release(round_, release)
    unit.publish(RoundClosing(cohort=closing.cohort, round=round_, at=now))
    unit.checkins.keep_answers(_sealed_answers(closing, release))
    _deliver_notes(unit, closing, now)
    unit.outbox.enqueue(_closed_cards(closing))
    _count_silence(unit, closing, now)
    unit.checkins.close(round_id, now)
    about = {"cohort": closing.cohort.id, "round": round_id}
    unit.privacy.record(at=now, actor="schedule", what="round.closed", about=about)


def _read(unit: UnitOfWork, round_: Round) -> Closing:
    cohort = unit.programme.cohort(round_.cohort)
    vault = unit.privacy.vault(cohort.organisation, cohort.id)
    people = {person.id: person for person, _ in unit.people.members(cohort.id)}
    drafts = tuple((c, open_draft(vault, c, sealed)) for c, sealed in unit.checkins.drafts(round_.id))
    return Closing(cohort, round_, vault, people, drafts)


def _release(closing: Closing) -> RoundRelease:
    roles = (Role.MENTOR, Role.EXECUTIVE)
    questions = [
        ReleaseQuestion(key=q.key, role=role, options=q.options, cells=q.cells)
        for role in roles
        for q in closing.questions
    ]
    answers = [PersonAnswers(c.role, _choices(draft)) for c, draft in closing.drafts if draft.has_choices]
    invited: dict[str, int] = {role: sum(c.role == role for c, _ in closing.drafts) for role in roles}
    return release_round(questions, answers, invited, closing.cohort.thresholds, _RANDOMNESS)


def _choices(draft: Draft) -> Mapping[str, str]:
    return {key: answer.choice for key, answer in draft.answers.items() if answer.choice}


def _sealed_answers(closing: Closing, release: RoundRelease) -> list[SealedAnswer]:
    return [_sealed_answer(closing, kept.role, kept.question, kept.option) for kept in release.kept]


def _sealed_answer(closing: Closing, role: str, question: str, option: str) -> SealedAnswer:
    row = new_id()
    sealed = closing.vault.seal(Purpose.ANSWER, (closing.round.id, role, question, row), option.encode())
    return SealedAnswer(
        id=row, cohort=closing.cohort.id, round=closing.round.id, role=role, question=question, sealed=sealed
    )


def _notes(closing: Closing, *audiences: Audience) -> list[WrittenNote]:
    """The notes for these audiences, in no order."""
    found = [
        WrittenNote(check_in, question, Audience(answer.audience), answer.note)
        for check_in, draft in closing.drafts
        for question in closing.questions
        if (answer := draft.answer(question.key)).note and answer.audience in audiences
    ]
    _SHUFFLE(found)
    return found


def _deliver_notes(unit: UnitOfWork, closing: Closing, now: datetime) -> None:
    for_lead = _notes(closing, Audience.LEAD_UNNAMED, Audience.LEAD_NAMED)
    unit.checkins.keep_notes([_sealed_note(closing, note) for note in for_lead])
    unit.checkins.keep_private_notes([_private(closing, n) for n in _notes(closing, Audience.ONLY_ME)])
    leads = [person for person, _ in unit.people.members(closing.cohort.id, (Role.LEAD,))]
    messages = _lead_messages(closing, for_lead)
    unit.outbox.enqueue([in_working_hours(lead, m, now) for lead in leads for m in messages])
    unit.outbox.enqueue(_messages_to_pairs(unit, closing, now))


def _private(closing: Closing, note: WrittenNote) -> PrivateNote:
    return seal_private(closing.vault, note.author.person, closing.cohort.id, note.question.key, note.text)


def _sealed_note(closing: Closing, note: WrittenNote) -> SealedNote:
    row, role = new_id(), _shown_role(closing, note)
    binding = (closing.round.id, role, note.question.key, row)
    sealed = closing.vault.seal(Purpose.NOTE, binding, encode_note(note.text, _author(closing, note)))
    return SealedNote(
        id=row,
        cohort=closing.cohort.id,
        round=closing.round.id,
        role=role,
        question=note.question.key,
        sealed=sealed,
    )


def _author(closing: Closing, note: WrittenNote) -> str:
    return closing.people[note.author.person].name if note.audience is Audience.LEAD_NAMED else ""


def _shown_role(closing: Closing, note: WrittenNote) -> str:
    return note.author.role.value if closing.names_roles else ANY_ROLE


def _lead_messages(closing: Closing, notes: Iterable[WrittenNote]) -> list[Message]:
    headed: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for note in sorted(notes, key=lambda n: closing.questions.index(n.question)):
        role = note.author.role if closing.names_roles else None
        title = heading(note.question, role, closing.cohort.own_question)
        headed[title].append((note.text, _author(closing, note)))
    pages = paginate(headed)
    return [
        notes_screens.notes_for_lead(closing.round, closing.cohort.name, page, (number, len(pages)))
        for number, page in enumerate(pages, start=1)
    ]


def _messages_to_pairs(unit: UnitOfWork, closing: Closing, now: datetime) -> list[OutgoingMessage]:
    by_author: dict[PersonId, list[WrittenNote]] = defaultdict(list)
    for note in _notes(closing, Audience.PAIR):
        by_author[note.author.person].append(note)
    messages = []
    for author, notes in by_author.items():
        pairing = unit.programme.pairing_of(author, closing.cohort.id)
        if pairing:
            texts = [(heading(n.question, None, closing.cohort.own_question), n.text) for n in notes]
            card = notes_screens.note_for_pair(closing.people[author], texts)
            messages.append(in_working_hours(closing.people[pairing.partner(author)], card, now))
    return messages


def _closed_cards(closing: Closing) -> list[OutgoingMessage]:
    """One card for all, whether they answered or not, so that the outbox tells nothing."""
    return [
        OutgoingMessage(
            person=check_in.person,
            message=screens.closed(
                closing.round, closing.people[check_in.person], closing.cohort.next_round_on
            ),
            card=card_of(check_in.id),
            redraws=True,
        )
        for check_in, _ in closing.drafts
    ]


def _count_silence(unit: UnitOfWork, closing: Closing, now: datetime) -> None:
    """Counts silent rounds in a row; every person's count is written, so that none stands out."""
    before = unit.checkins.streaks(closing.cohort.id)
    counts = {
        c.person: 0 if draft.has_choices else open_streak(closing.vault, c.person, before.get(c.person)) + 1
        for c, draft in closing.drafts
    }
    fallen = [
        closing.people[p] for p, n in counts.items() if n >= SILENT_ROUNDS and not closing.people[p].pause
    ]
    unit.people.save([replace(person, pause=Pause(PauseReason.SILENCE)) for person in fallen])
    notice = screens.paused_for_silence(SILENT_ROUNDS)
    unit.outbox.enqueue([in_working_hours(person, notice, now) for person in fallen])
    kept = {p: seal_streak(closing.vault, p, n % SILENT_ROUNDS) for p, n in counts.items()}
    unit.checkins.keep_streaks(closing.cohort.id, kept)

"""Somebody answers, edits, or opens a round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.checkins import chat_screens, screens
from bot.checkins.answers import form_problems, from_form, understand
from bot.checkins.model import (
    Answer,
    Draft,
    OpenCheckIn,
    PickAudience,
    Question,
    Round,
    card_of,
    next_step,
    questions_of,
)
from bot.checkins.rounds import open_round, plan_round
from bot.checkins.sealing import keep_draft, open_private, read_draft, read_picks, seal_picks
from bot.checkins.wording import Wording, wording
from bot.forms import Rejected, read_form
from bot.ids import CheckInId, new_id
from bot.outbox import OutgoingMessage
from bot.people.model import CHECKED_IN
from bot.ports import UnitOfWork
from bot.programme.lookup import named_cohort
from bot.programme.model import CohortState
from bot.screens import not_yours, stale
from bot.surface import Action, Form, Message, Values
from bot.turn import OpenForm, Redraw, Refused, RejectForm, Reply, Show, Turn


@dataclass(frozen=True, slots=True)
class CheckInTurn:
    """A person at one open check-in: what is asked, and what is answered so far."""

    turn: Turn
    open: OpenCheckIn
    draft: Draft

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions_of(self.open.cohort)

    def question(self, action: Action) -> Question | None:
        key = action.params.get("question", "")
        return next((q for q in self.questions if q.key == key), None)

    def wording(self, question: Question) -> Wording:
        return wording(question, self.open.check_in.role, self.open.cohort.own_question)

    @property
    def picks(self) -> Mapping[str, str]:
        return read_picks(self.turn.unit, self.turn.person)

    @property
    def done(self) -> int:
        return self.draft.done(self.questions)

    def saved(self) -> Message:
        return screens.saved(self.open, self.turn.person, self.done, len(self.questions))

    def progress(self) -> Message:
        return screens.progress(self.open, self.turn.person, self.done, len(self.questions))


def show(turn: Turn, _text: str = "") -> Reply:
    """`/check-in`: the card of the check-in that closes first."""
    open_ = turn.unit.checkins.open_for(turn.person.id)
    if not open_:
        return Show(_nothing_open(turn))
    answering = _begin(turn, open_[0])
    if answering.draft.has_choices:
        return Show(answering.progress())
    return Show(screens.invitation(answering.open, turn.person, len(answering.questions)))


def form(turn: Turn, action: Action) -> Reply:
    answering = _find(turn, action)
    return OpenForm(_form(answering, new_id())) if isinstance(answering, CheckInTurn) else answering


def save(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """The form came back: kept whole or not at all; what was typed stays in the form if it must be mended."""
    answering = _find(turn, submitted)
    if not isinstance(answering, CheckInTurn):
        return answering
    if turn.is_repeat:
        return Show(answering.saved())
    read = read_form(_fields(answering, instance), values)
    if isinstance(read, Rejected):
        return RejectForm(_form(answering, instance), read.problems)
    if problems := form_problems(answering.questions, read.values):
        return RejectForm(_form(answering, instance), problems)
    answered = replace(answering, draft=from_form(answering.draft, answering.questions, read.values))
    _keep(answered)
    _remember_picks(answered)
    _redraw_card(answered)
    return Show(answered.saved())


def chat(turn: Turn, action: Action) -> Reply:
    """Starts or resumes one question at a time; says once what a chat keeps."""
    answering = _find(turn, action)
    if not isinstance(answering, CheckInTurn):
        return answering
    warn = not turn.person.knows_chat_history
    if warn and not turn.is_repeat:
        turn.unit.people.save([replace(turn.person, knows_chat_history=True)])
    return Redraw(_next(answering, warn_history=warn))


def choose(turn: Turn, action: Action) -> Reply:
    """An option was pressed: it answers, or changes the answer given before; a note stays."""
    answering = _find(turn, action)
    if not isinstance(answering, CheckInTurn):
        return answering
    question, option = answering.question(action), action.params.get("option", "")
    if question is None or option not in dict(
        chat_screens.option_labels(question, answering.wording(question))
    ):
        return Show(stale())
    given = answering.draft.answer(question.key)
    return Redraw(_answer(answering, question, Answer(option, given.note, given.audience)))


def no_note(turn: Turn, action: Action) -> Reply:
    answering = _find(turn, action)
    if not isinstance(answering, CheckInTurn):
        return answering
    question = answering.question(action)
    given = answering.draft.answer(question.key) if question else Answer()
    if question is None or not given.choice or given.note is not None:
        return Redraw(_next(answering))
    return Redraw(_answer(answering, question, Answer(given.choice, "")))


def tell(turn: Turn, action: Action) -> Reply:
    """An audience was pressed for a note."""
    answering = _find(turn, action)
    if not isinstance(answering, CheckInTurn):
        return answering
    question, audience = answering.question(action), action.params.get("audience", "")
    given = answering.draft.answer(question.key) if question else Answer()
    if question is None or audience not in question.audiences or not given.note:
        return Redraw(_next(answering))
    shown = _answer(answering, question, Answer(given.choice, given.note, audience))
    return Redraw(shown)


def said(turn: Turn, text: str) -> Reply | None:
    """Plain words answer the pending question; None if there is none, so they meant something else."""
    open_ = turn.unit.checkins.open_for(turn.person.id)
    if not open_:
        return None
    answering = _begin(turn, open_[0])
    step = next_step(answering.draft, answering.questions)
    if step is None:
        return Show(screens.all_answered(answering.open, turn.person))
    if turn.is_repeat:
        return Show(_next(answering))
    given = answering.draft.answer(step.question.key)
    meant = understand(step, given, text, answering.wording(step.question))
    if isinstance(meant, str):
        return Show(_next(answering, not_understood=meant))
    return Show(_answer(answering, step.question, meant))


@dataclass(frozen=True, slots=True)
class Opened:
    round: Round
    planned: int


def open_now(unit: UnitOfWork, cohort_name: str, *, now: datetime, actor: str) -> Opened | Refused:
    """Opens a round at once, beside the cadence; each person is asked in their next working hour."""
    cohort = named_cohort(unit, cohort_name)
    if isinstance(cohort, Refused):
        return cohort
    if cohort.state is not CohortState.LAUNCHED:
        return Refused(screens.not_running(cohort.name))
    for other in unit.checkins.rounds(cohort.id):
        if other.is_open:
            return Refused(screens.one_at_a_time(other))
    opened = open_round(unit, cohort, opens_on=now.date(), actor=actor, now=now, not_before=now)
    if opened is None:
        return Refused(screens.opened_already())
    return Opened(opened, plan_round(unit, opened))


def _nothing_open(turn: Turn) -> Message:
    """Why: a charter that is not signed by both, or no round at the moment."""
    for membership in turn.unit.people.memberships(turn.person.id):
        pairing = turn.unit.programme.pairing_of(turn.person.id, membership.cohort)
        charter = turn.unit.charters.current(membership.cohort)
        if pairing and charter:
            signed = turn.unit.charters.signatures(membership.cohort, charter.version)
            if not signed.complete(pairing.mentor, pairing.executive):
                return screens.sign_first()
    return screens.nothing_open(turn.person, next_round_on(turn))


def _find(turn: Turn, action: Action) -> CheckInTurn | Show:
    """The check-in a button or a form is about, or the answer to one that may not be used."""
    wanted = CheckInId(action.params.get("check_in", ""))
    for open_ in turn.unit.checkins.open_for(turn.person.id):
        if open_.check_in.id == wanted:
            return _begin(turn, open_)
    known = turn.unit.checkins.check_in(wanted)
    if known is None:
        return Show(stale())
    return Show(screens.too_late() if known.person == turn.person.id else not_yours())


def _begin(turn: Turn, open_: OpenCheckIn) -> CheckInTurn:
    return CheckInTurn(turn, open_, read_draft(turn.unit, open_))


def _form(answering: CheckInTurn, instance: str) -> Form:
    turn, cohort = answering.turn, answering.open.cohort
    vault = turn.unit.privacy.vault(cohort.organisation, cohort.id)
    kept = (n for n in turn.unit.checkins.private_notes(turn.person.id) if n.cohort == cohort.id)
    private = {note.question: open_private(vault, note) for note in kept}
    return screens.form(
        answering.open, answering.draft, answering.questions, answering.picks, private, instance
    )


def _fields(answering: CheckInTurn, instance: str) -> Form:
    """The form to read what came back: the notes of last time are not fields, and take a query."""
    return screens.form(answering.open, answering.draft, answering.questions, answering.picks, {}, instance)


def _answer(answering: CheckInTurn, question: Question, answer: Answer) -> Message:
    """Keeps one answer given in the chat and shows what comes next. A repeat shows what comes next."""
    if answering.turn.is_repeat:
        return _next(answering)
    answered = replace(answering, draft=answering.draft.with_answer(question.key, answer))
    _keep(answered)
    if answer.audience:
        _remember_picks(answered)
    if answered.done == len(answered.questions):
        _redraw_card(answered)
    return _next(answered)


def _next(answering: CheckInTurn, *, warn_history: bool = False, not_understood: str = "") -> Message:
    step = next_step(answering.draft, answering.questions)
    if step is None:
        return answering.progress()
    position = (answering.questions.index(step.question) + 1, len(answering.questions))
    picks = answering.picks if isinstance(step, PickAudience) else {}
    return chat_screens.step(
        answering.open, step, position, picks, warn_history=warn_history, not_understood=not_understood
    )


def _keep(answering: CheckInTurn) -> None:
    keep_draft(answering.turn.unit, answering.open, answering.draft)


def _remember_picks(answering: CheckInTurn) -> None:
    turn, known = answering.turn, dict(answering.picks)
    picked = {key: a.audience for key, a in answering.draft.answers.items() if a.note and a.audience}
    if picked.items() <= known.items():
        return
    turn.unit.people.save([replace(turn.person, picks=seal_picks(turn.unit, turn.person, known | picked))])


def _redraw_card(answering: CheckInTurn) -> None:
    card = card_of(answering.open.check_in.id)
    redrawn = OutgoingMessage(
        person=answering.turn.person.id, message=answering.progress(), card=card, redraws=True
    )
    answering.turn.unit.outbox.enqueue([redrawn])


def next_round_on(turn: Turn) -> date | None:
    """When the person's next round opens, in whichever cohort that comes first."""
    asked = (m.cohort for m in turn.unit.people.memberships(turn.person.id) if m.role in CHECKED_IN)
    days = (turn.unit.programme.cohort(cohort).next_round_on for cohort in asked)
    return min((day for day in days if day), default=None)

"""Somebody says whether the charter is still right."""

from __future__ import annotations

from bot.forms import Rejected, read_form
from bot.ids import CohortId, new_id
from bot.reviews import screens
from bot.reviews.model import Review, ReviewAnswer, Verdict
from bot.reviews.sealing import open_own, seal_answer, vault_of
from bot.surface import Action, Values
from bot.turn import OpenForm, Redraw, RejectForm, Reply, Show, Turn


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
    return open_own(turn.unit, turn.person, review, sealed)


def _answer(turn: Turn, review: Review, answer: ReviewAnswer) -> None:
    if not turn.is_repeat:
        vault = vault_of(turn.unit, turn.unit.programme.cohort(review.cohort))
        sealed = seal_answer(vault, review, turn.person.id, answer)
        turn.unit.reviews.answer(review, turn.person.id, sealed)

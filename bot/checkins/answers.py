"""Reads plain words and filled forms as answers. Pure: nothing is kept here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import limits
from bot.checkins import chat_screens, screens
from bot.checkins.model import Answer, ChooseOption, Draft, PickAudience, Question, Step, WriteNote
from bot.checkins.wording import Wording
from bot.forms import clean_text
from bot.surface import Values

NO_NOTE = frozenset({"no", "none", "no note", "nothing", "-"})


def understand(step: Step, answer: Answer, text: str, words: Wording) -> Answer | str:
    """The answer with what was typed taken in, or the sentence that says why it could not be."""
    typed = clean_text(text)
    match step:
        case ChooseOption(question):
            option = _picked(
                typed, chat_screens.option_labels(question, words), numbered=not question.is_scale
            )
            return Answer(option, answer.note, answer.audience) if option else chat_screens.NOT_AN_OPTION
        case WriteNote():
            return _note(answer, typed)
        case PickAudience(question):
            labels = tuple((a.value, screens.AUDIENCES[a]) for a in question.audiences)
            audience = _picked(typed, labels, numbered=True)
            return Answer(answer.choice, answer.note, audience) if audience else chat_screens.NOT_AN_AUDIENCE


def from_form(draft: Draft, questions: Sequence[Question], values: Values) -> Draft:
    """The draft as the form leaves it: what was cleared is gone. The values were checked before."""
    answers = {q.key: _from_fields(q.key, values) for q in questions}
    return Draft({**draft.answers, **answers})


def form_problems(questions: Sequence[Question], values: Values) -> Mapping[str, str]:
    """A sentence for each note that nobody was picked for."""
    return {
        f"{q.key}.audience": screens.PICK_AUDIENCE
        for q in questions
        if values[f"{q.key}.note"] and not values[f"{q.key}.audience"]
    }


def _from_fields(key: str, values: Values) -> Answer:
    choice, note = values[key], values[f"{key}.note"]
    if not choice and not note:
        return Answer()
    return Answer(choice, note, values[f"{key}.audience"] if note else "")


def _picked(typed: str, labels: Sequence[tuple[str, str]], *, numbered: bool) -> str:
    """The option whose label, value or number was typed; "" if it is none of them."""
    wanted = typed.casefold().rstrip(".!")
    by_word = {label.casefold(): option for option, label in labels} | {
        option: option for option, _ in labels
    }
    by_number = {str(n): option for n, (option, _) in enumerate(labels, start=1)} if numbered else {}
    return by_number.get(wanted) or by_word.get(wanted, "")


def _note(answer: Answer, typed: str) -> Answer | str:
    if len(typed) > limits.LONG_TEXT:
        return chat_screens.note_too_long(len(typed) - limits.LONG_TEXT)
    return Answer(answer.choice, "" if typed.casefold() in NO_NOTE else typed, answer.audience)

"""One question at a time, in the chat."""

from __future__ import annotations

from collections.abc import Mapping

from bot.checkins.model import Audience, ChooseOption, OpenCheckIn, PickAudience, Question, Step, WriteNote
from bot.checkins.screens import AUDIENCES, DECLINED_LABEL, WHO_GETS_NOTE, WHO_SEES_CHOICE
from bot.checkins.wording import Wording, wording
from bot.privacy.release import DECLINED
from bot.screens import buttons, message, press, primary, quiet, strong
from bot.surface import Block, Button, Message, Text


def step(
    open_: OpenCheckIn,
    step_: Step,
    position: tuple[int, int],
    picks: Mapping[str, str],
    *,
    warn_history: bool = False,
    not_understood: str = "",
) -> Message:
    """One question in the chat. `position`: this question's number and how many there are."""
    question = step_.question
    words = wording(question, open_.check_in.role, open_.cohort.own_question)
    number, of = position
    return message(
        f"Check-in: question {number} of {of}",
        *((Text(HISTORY),) if warn_history else ()),
        *((strong(not_understood),) if not_understood else ()),
        *_step_blocks(open_, step_, words, picks),
        title=f"Question {number} of {of}: {words.name}",
    )


HISTORY = (
    "A word before we start: what you type in this chat stays in the chat's history and in your company's exports. "
    "The form keeps notes out of it. Buttons only tell me your choice."
)


NOT_AN_OPTION = "I didn't recognise that as one of the answers. Press one, or type its number."


NOT_AN_AUDIENCE = "I kept your note. Please press who gets it, or type the number."


def note_too_long(over: int) -> str:
    return f"That note is {over:,} characters too long and was not kept. Please shorten it, or write it in the form."


def option_labels(question: Question, words: Wording) -> tuple[tuple[str, str], ...]:
    """Each option with the label its button carries, the way not to say last."""
    if not question.is_scale:
        return (*((o, words.options[o]) for o in question.options), (DECLINED, DECLINED_LABEL))
    steps = ((o, f"{o} – {words.options[o]}" if words.options[o] else o) for o in question.options)
    return (*steps, (DECLINED, DECLINED_LABEL))


def _step_blocks(
    open_: OpenCheckIn, step_: Step, words: Wording, picks: Mapping[str, str]
) -> tuple[Block, ...]:
    about = {"check_in": open_.check_in.id, "question": step_.question.key}
    match step_:
        case ChooseOption(question):
            labels = option_labels(question, words)
            options = tuple(press(label, "checkins.choose", **about, option=o) for o, label in labels)
            return (Text(words.stem), *_rows(options), quiet(WHO_SEES_CHOICE))
        case WriteNote():
            return (
                Text("Your choice is saved. Would you like to add a note?"),
                quiet(
                    "Type it here, and it stays in this chat's history; or write it in the form, which doesn't."
                ),
                buttons(
                    press("No note", "checkins.no_note", **about),
                    press("Write it in the form", "checkins.form", check_in=open_.check_in.id),
                ),
            )
        case PickAudience(question):
            return (
                Text("Who gets your note? They get it after the check-in closes."),
                buttons(*(_audience(a, about, picks.get(question.key, "")) for a in question.audiences)),
                quiet(WHO_GETS_NOTE),
            )


def _audience(audience: Audience, about: Mapping[str, str], pick: str) -> Button:
    label = AUDIENCES[audience]
    if audience.value == pick:
        return primary(f"{label} (as last time)", "checkins.tell", **about, audience=audience.value)
    return press(label, "checkins.tell", **about, audience=audience.value)


def _rows(options: tuple[Button, ...]) -> tuple[Block, ...]:
    """Buttons in two rows where one would be too long, the way not to say always in the last."""
    return (buttons(*options[:-1]), buttons(options[-1]))

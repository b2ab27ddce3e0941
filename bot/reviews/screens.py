"""Reviews of the charter in words. Everybody of a role reads the same; what somebody answered stands on no card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, assert_never

from bot.charter.blocks import terms_blocks
from bot.charter.model import Charter
from bot.people.model import Person
from bot.people.roles import Role
from bot.privacy.cells import BandedCell, NoisyCell, Shown, Withheld
from bot.programme.model import Cohort
from bot.reviews.model import Review, ReviewAnswer, Verdict
from bot.screens import buttons, flag_button, message, moment, press, quiet
from bot.surface import Action, Button, Buttons, Choice, Form, LongText, Message, Option, Section, Text, Words

NAMED: Final = "lead_named"
_UNNAMED: Final = "lead_unnamed"
_LETTERS: Final = 1_000
"""Letters that fit an answer's seal in any script, so that each is as long as every other."""
HEADING: Final = "What should change"
OWN_HEADING: Final = "In an open charter review"
_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.STILL_RIGHT: "Still right",
    Verdict.CHANGE: "Something should change",
}


def card(cohort: Cohort, review: Review, charter: Charter, person: Person, role: Role) -> Message:
    flag = (flag_button(),) if role is Role.MENTOR else ()
    return message(
        "Is your charter still right?",
        Text(
            f"{review.day} days after the start, everybody in {cohort.name} is asked this, both sides of every pair, "
            "on the same day and in the same words. Nobody asked for it. Is what was agreed still right?"
        ),
        *terms_blocks(charter.terms),
        _buttons(review, *flag),
        quiet(
            f"Open until {moment(review.closes_at, person)}. Your pair does not see your answer. Afterwards the "
            f"programme leads see about what share said what, if at least {cohort.thresholds.cells} people were "
            "asked, and your comments, with or without your name as you choose."
        ),
        title="Is the charter still right?",
    )


def thanks(review: Review, person: Person) -> Message:
    """Does not say what was answered: people share screens."""
    return message(
        "Thank you",
        Text(
            f"Thank you. Your answer is kept sealed, and you can change it until {moment(review.closes_at, person)}."
        ),
        _buttons(review),
        title="Thank you",
    )


def form(review: Review, answer: ReviewAnswer, instance: str) -> Form:
    picked = "" if not answer.words else NAMED if answer.named else _UNNAMED
    return Form(
        "What should change?",
        Action("charter.say_change", _about(review)),
        instance,
        (
            Text("Your pair does not see this. It goes to the programme leads when the review closes."),
            LongText(
                key="words",
                label="What should change in the charter, or in how it is kept?",
                hint="Kept sealed until then; you can change or erase it.",
                required=True,
                initial=answer.words,
                limit=_LETTERS,
            ),
            Choice(
                key="who",
                label="Who reads it",
                hint="A small group may guess who wrote something, name or not.",
                options=(
                    Option(_UNNAMED, "The leads, without my name"),
                    Option(NAMED, "The leads, with my name"),
                ),
                required=True,
                initial=picked,
            ),
        ),
        "Keep",
    )


def closed(cohort: Cohort) -> Message:
    """One card for all, whether they answered or not."""
    return message(
        "This review is closed",
        Text(f"The review of the charter in {cohort.name} is closed. Thank you for taking part."),
        buttons(press("Show the charter", "charter.show", cohort=cohort.id)),
        title="Is the charter still right?",
    )


def over() -> Message:
    return message(
        "That review is closed",
        Text("That review is closed or not yours, and nothing was changed. /charter shows what is agreed."),
    )


def for_leads(cohort: Cohort, review: Review, shares: Mapping[Verdict, Shown], notes: int) -> Message:
    lines = [f"• {label}: {_share(shares[verdict])}" for verdict, label in _VERDICTS.items()]
    words = "Comments follow, in no particular order." if notes else "Nobody wrote a comment."
    return message(
        f"The charter review of day {review.day} is closed",
        Text(f"Both sides of every pair in {cohort.name} were asked whether the charter is still right."),
        Text("\n".join(lines)),
        Text(words),
        quiet(
            "Shares are of everyone who was asked, and were changed a little at random so that they give nobody's "
            "answer away. The answers are deleted."
        ),
        title=f"Charter review, day {review.day}",
    )


def notes(cohort: Cohort, review: Review, page: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> Message:
    return message(
        "Words for you from a charter review",
        Text(
            f"From the charter review of day {review.day} in {cohort.name}. A note without a name is meant to stay "
            "without one: please don't guess."
        ),
        *(Section(heading, tuple(Words(text, by) for text, by in texts)) for heading, texts in page),
        title=f"Charter review, day {review.day}",
    )


def _share(shown: Shown) -> str:
    match shown:
        case NoisyCell(share=share):
            return f"about {share} %"
        case BandedCell(share=band):
            return band
        case Withheld():
            return "not shown, since too few people were asked"
        case _ as never:
            assert_never(never)


def _buttons(review: Review, *more: Button) -> Buttons:
    about = _about(review)
    return buttons(
        press("Still right", "charter.still_right", **about),
        press("Something should change", "charter.ask_change", **about),
        *more,
    )


def _about(review: Review) -> dict[str, str]:
    return {"cohort": review.cohort, "day": str(review.day)}

"""The check-in in words; those of its questions are in `wording`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.checkins.model import (
    Audience,
    Draft,
    OpenCheckIn,
    Question,
    Round,
)
from bot.checkins.wording import Wording, wording
from bot.people.model import Person
from bot.people.roles import Role
from bot.privacy.release import DECLINED
from bot.screens import buttons, counted, day, flag_button, message, moment, press, primary, quiet
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Form,
    Item,
    LongText,
    Message,
    Option,
    Scale,
    Section,
    Text,
    Words,
)

DECLINED_LABEL = "Prefer not to say"
AUDIENCES: Mapping[Audience, str] = {
    Audience.LEAD_UNNAMED: "The lead, without my name",
    Audience.LEAD_NAMED: "The lead, with my name",
    Audience.ONLY_ME: "Only me",
    Audience.PAIR: "My pair",
}
WHO_SEES_CHOICE = (
    "Who sees this: nobody with your name. It's counted with others', from 8 answers on, and each count is "
    "blurred a little."
)
WHO_SEES_NOTE = "Who sees this: only whom you pick below, after the check-in closes."
WHO_GETS_NOTE = (
    "Without your name, a small group may still guess who wrote it. “Only me” comes back to you next time."
)
PRIVACY = (
    "While this is open your answers are a draft: encrypted, and changeable by you. When it closes, choices are "
    "shuffled and kept without names, and the draft is deleted. Your lead sees how many answered, never who."
)


def invitation(open_: OpenCheckIn, person: Person, questions: int) -> Message:
    return message(
        "Your check-in is here",
        Text(f"{counted(questions, 'short question')}, about three minutes. {_open_until(open_, person)}"),
        _ways_in(open_),
        quiet(PRIVACY),
        title=_title(open_),
    )


def reminder(open_: OpenCheckIn, person: Person, done: int, questions: int) -> Message:
    where = f"You have answered {done} of {questions}." if done else "It takes about three minutes."
    return message(
        "Your check-in is still open",
        Text(f"{where} {_open_until(open_, person)} I won't remind you again about this one."),
        _ways_in(open_),
        quiet(PRIVACY),
        title=_title(open_),
    )


def asked_again(open_: OpenCheckIn) -> Message:
    """Replaces the first card once the reminder has its buttons."""
    return message(
        "Your check-in", Text("I have asked again below; please answer there."), title=_title(open_)
    )


def saved(open_: OpenCheckIn, person: Person, done: int, questions: int) -> Message:
    """In answer to the form; the card that came with it is redrawn beside."""
    until = f"You can change your answers until {moment(open_.round.closes_at, person)}."
    if done < questions:
        said = Text(f"Saved. {done} of {questions} answered. {until}")
        return message("Your check-in is saved", said, _ways_in(open_))
    return message(
        "Your check-in is complete",
        Text(f"Saved. All answered, thank you. {until}"),
        _change(open_),
    )


def all_answered(open_: OpenCheckIn, person: Person) -> Message:
    """In answer to words when nothing is pending."""
    until = moment(open_.round.closes_at, person)
    return message(
        "You have answered everything",
        Text(
            f"You have answered everything. To change something until {until}, type /check-in; for the rest, /help."
        ),
    )


def progress(open_: OpenCheckIn, person: Person, done: int, questions: int) -> Message:
    """The card once something is answered. Never says what."""
    if done == questions:
        return finished(open_, person)
    return message(
        "Your check-in is saved",
        Text(f"Saved: {done} of {questions} answered. {_open_until(open_, person)}"),
        _ways_in(open_),
        title=_title(open_),
    )


def finished(open_: OpenCheckIn, person: Person) -> Message:
    return message(
        "Your check-in is complete",
        Text(
            f"All answered, thank you. You can change your answers until {moment(open_.round.closes_at, person)}; "
            "then your choices are counted without your name."
        ),
        _change(open_),
        title=_title(open_),
    )


def closed(round_: Round, person: Person, next_on: date | None) -> Message:
    """The same for everybody, whether they answered or not."""
    after = f" The next one comes around {day(next_on, person)}." if next_on else ""
    return message(
        "This check-in is closed",
        Text(f"This check-in is closed. Choices are counted without names.{after}"),
        title=f"Check-in {round_.number}",
    )


def too_late() -> Message:
    return message(
        "This check-in has closed",
        Text("This check-in has closed, so nothing was changed. What you typed was not kept by me."),
    )


def sign_first() -> Message:
    """For whoever meets the gate: nothing can be answered before the charter is signed."""
    return message(
        "Please sign your charter first",
        Text("Check-ins start once you and your pair have both signed the charter."),
        buttons(press("Show the charter", "charter.show")),
    )


def home_section(
    pending: OpenCheckIn | None, person: Person, *, done: int, questions: int, next_on: date | None
) -> Section:
    if pending is None:
        after = f" The next one comes around {day(next_on, person)}." if next_on else ""
        return Section("My check-in", (Text(f"No check-in is open.{after}"),))
    said = f"{done} of {questions} answered. {_open_until(pending, person)}"
    return Section("My check-in", (Text(said), _ways_in(pending, flag=False)))


def nothing_open(person: Person, next_on: date | None) -> Message:
    when = f" The next one comes around {day(next_on, person)}." if next_on else ""
    return message("No check-in is open", Text(f"No check-in is open for you right now.{when}"))


def form(
    open_: OpenCheckIn,
    draft: Draft,
    questions: Sequence[Question],
    picks: Mapping[str, str],
    private: Mapping[str, str],
    instance: str,
) -> Form:
    """All questions in one form, filled with what the draft holds. `private`: own notes of last time."""
    items: list[Item] = [Text(PRIVACY, tone="quiet")]
    for question in questions:
        items += _question_items(open_, question, draft, picks, private)
    about: dict[str, str] = {"check_in": open_.check_in.id}
    return Form(
        f"Check-in {open_.round.number}", Action("checkins.save", about), instance, tuple(items), "Save"
    )


PICK_AUDIENCE = "Please pick who gets this note, or clear the note."


def paused_for_silence(rounds: int) -> Message:
    return message(
        "I have paused your check-ins",
        Text(
            f"The last {rounds} check-ins passed without an answer, so I stop asking. That is fine, and nobody "
            "is told. If you would like them back, press the button or type /pause."
        ),
        buttons(primary("Resume my check-ins", "people.resume")),
    )


def _title(open_: OpenCheckIn) -> str:
    return f"Check-in {open_.round.number} · {open_.cohort.name}"


def _open_until(open_: OpenCheckIn, person: Person) -> str:
    return f"Open until {moment(open_.round.closes_at, person)}."


def _ways_in(open_: OpenCheckIn, *, flag: bool = True) -> Buttons:
    check_in = open_.check_in.id
    return buttons(
        primary("Answer in a form", "checkins.form", check_in=check_in),
        press("Answer here, one by one", "checkins.chat", check_in=check_in),
        *(_flag(open_) if flag else ()),
    )


def _change(open_: OpenCheckIn) -> Block:
    return buttons(press("Change my answers", "checkins.form", check_in=open_.check_in.id), *_flag(open_))


def _flag(open_: OpenCheckIn) -> tuple[Button, ...]:
    return (flag_button(),) if open_.check_in.role is Role.MENTOR else ()


def _question_items(
    open_: OpenCheckIn, question: Question, draft: Draft, picks: Mapping[str, str], private: Mapping[str, str]
) -> list[Item]:
    words = wording(question, open_.check_in.role, open_.cohort.own_question)
    answer = draft.answer(question.key)
    audience = answer.audience or picks.get(question.key, "")
    known = {a.value for a in question.audiences}
    return [
        _choice_field(question, words, answer.choice),
        *(
            (Section("Your own note from last time", (Words(private[question.key]),)),)
            if question.key in private
            else ()
        ),
        LongText(
            key=f"{question.key}.note",
            label=f"{words.name}: a note, if you like",
            hint=WHO_SEES_NOTE,
            initial=answer.note or "",
        ),
        Choice(
            key=f"{question.key}.audience",
            label=f"{words.name}: who gets this note?",
            hint=WHO_GETS_NOTE,
            options=tuple(Option(a.value, AUDIENCES[a]) for a in question.audiences),
            initial=audience if audience in known else "",
        ),
    ]


def _choice_field(question: Question, words: Wording, initial: str) -> Choice | Scale:
    declined = Option(DECLINED, DECLINED_LABEL)
    if question.is_scale:
        return Scale(
            key=question.key,
            label=words.stem,
            hint=WHO_SEES_CHOICE,
            low_label=words.options["1"],
            high_label=words.options["5"],
            declined=declined,
            initial=initial,
        )
    options = (*(Option(o, words.options[o]) for o in question.options), declined)
    return Choice(key=question.key, label=words.stem, hint=WHO_SEES_CHOICE, options=options, initial=initial)


# To an operator or lead who opens a round


def not_running(cohort: str) -> str:
    return f'"{cohort}" is not running, so nobody can be asked. Launch it first.'


def one_at_a_time(other: Round) -> str:
    return f"Check-in {other.number} is open until {other.closes_at:%d %B %Y}; one at a time."


def opened_already() -> str:
    return "A check-in was opened at the same moment by somebody else."

"""The check-in in words. The questions are an instrument: their wording lives here, once, and stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.checkins.model import (
    Audience,
    ChooseOption,
    Draft,
    OpenCheckIn,
    PickAudience,
    Question,
    Round,
    Step,
    WriteNote,
)
from bot.people.model import Person
from bot.people.roles import Role
from bot.privacy.release import DECLINED
from bot.screens import buttons, counted, day, flag_button, message, moment, press, primary, quiet, strong
from bot.surface import (
    Action,
    Block,
    Button,
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


@dataclass(frozen=True, slots=True)
class Wording:
    """One question for one role: a short name, the stem, and a label per option."""

    name: str
    stem: str
    options: Mapping[str, str]


_REUSED = Wording(
    "Reuse by others",
    "Has a prompt, template or process you two made together been reused by others?",
    {"no": "Not yet", "once": "Yes, by one", "often": "Yes, by several", "unknown": "I don't know"},
)
_ENDS = {"1": "Not at all", "2": "", "3": "", "4": "", "5": "Completely"}
_SAFE = Wording(
    "Safe to raise concerns",
    "How safe do you feel raising concerns about workload, emotional labour or scope?",
    _ENDS,
)
_SUPPORT = {
    "time": "Protected time",
    "examples": "Examples close to the work",
    "tools": "Access to approved tools",
    "clarity": "Clearer expectations",
    "peers": "Exchange with others like me",
    "nothing": "Nothing, I am fine",
}
_CLARITY = {"clear": "No, it is clear", "some": "Some things are", "unclear": "Yes, much is unclear"}

WORDING: Mapping[Role, Mapping[str, Wording]] = {
    Role.MENTOR: {
        "changed": Wording(
            "What changed",
            "Since the last check-in, what has changed in how your executive works with AI?",
            {
                "nothing_yet": "Nothing yet",
                "tried": "Tried something new",
                "habit": "A new weekly habit",
                "workflow": "A whole workflow changed",
            },
        ),
        "unsure": Wording(
            "Unclear boundaries",
            "Is anything unclear about what is expected of you, or where your job as a mentor ends?",
            _CLARITY,
        ),
        "reused": _REUSED,
        "safe_to_raise": _SAFE,
        "support": Wording(
            "Support", "What would help your mentoring most in the next four weeks?", _SUPPORT
        ),
    },
    Role.EXECUTIVE: {
        "changed": Wording(
            "What changed",
            "Since the last check-in, what has changed in how you work with AI?",
            {
                "nothing_yet": "Nothing yet",
                "tried": "Tried something new",
                "habit": "A new weekly habit",
                "workflow": "A whole workflow changed",
            },
        ),
        "unsure": Wording(
            "Unclear boundaries",
            "Is anything unclear about what to ask your mentor for, and what not?",
            _CLARITY,
        ),
        "reused": _REUSED,
        "safe_to_raise": _SAFE,
        "support": Wording(
            "Support", "What would help you most to work with AI in the next four weeks?", _SUPPORT
        ),
    },
}

DECLINED_LABEL = "Prefer not to say"
AUDIENCES: Mapping[Audience, str] = {
    Audience.LEAD_UNNAMED: "The lead, without my name",
    Audience.LEAD_NAMED: "The lead, with my name",
    Audience.ONLY_ME: "Only me",
    Audience.PAIR: "My pair",
}
WHO_SEES_CHOICE = (
    "Who sees this: nobody with your name. It is counted with others', and shown only if at least 5 answered."
)
WHO_SEES_NOTE = "Who sees this: only whom you pick below, after the check-in closes."
WHO_GETS_NOTE = (
    "Without your name, a small group may still guess who wrote it. “Only me” comes back to you next time."
)
PRIVACY = (
    "While this is open your answers are a draft: encrypted, and changeable by you. When it closes, choices are "
    "shuffled and kept without names, and the draft is deleted. Your lead sees how many answered, never who."
)


def wording(question: Question, role: Role, own_question: str) -> Wording:
    """The words of a question for a role; the lead's own question is worded by the lead."""
    if question.key == "own":
        return Wording("Your lead's question", own_question, _ENDS)
    return WORDING[role][question.key]


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
    """What stands where the first card was, once the reminder has its buttons."""
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
PICK_AUDIENCE = "Please pick who gets this note, or clear the note."


def note_too_long(over: int) -> str:
    return f"That note is {over:,} characters too long and was not kept. Please shorten it, or write it in the form."


def notes_for_lead(
    round_: Round, cohort: str, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], part: tuple[int, int]
) -> Message:
    """Notes their authors sent to the lead. `groups`: a heading, then (text, author or "") pairs."""
    number, of = part
    more = f" (part {number} of {of})" if of > 1 else ""
    return message(
        f"Notes from check-in {round_.number}",
        Text(
            "These notes were sent to you by their authors. A note without a name is meant to stay without one: "
            "please don't guess."
        ),
        *(Section(heading, tuple(Words(text, by) for text, by in notes)) for heading, notes in groups),
        title=f"{cohort}: notes from check-in {round_.number}{more}",
    )


def note_for_pair(author: Person, notes: Sequence[tuple[str, str]]) -> Message:
    """Notes one of a pair sent to the other. `notes`: (question's name, text) pairs."""
    return message(
        f"A note from {author.name}",
        *(Section(name, (Words(text, author.name),)) for name, text in notes),
        quiet("Only you two can see this. It came with the check-in that has just closed."),
        title=f"A note from {author.name}",
    )


def paused_for_silence(rounds: int) -> Message:
    return message(
        "I have paused your check-ins",
        Text(
            f"The last {rounds} check-ins passed without an answer, so I stop asking. That is fine, and nobody "
            "is told. If you would like them back, press the button or type /pause."
        ),
        buttons(primary("Resume my check-ins", "people.resume")),
    )


def heading(question: Question, role: Role | None, own_question: str) -> str:
    """How a group of notes is headed: with the role only where the role is large enough to hide in."""
    name = wording(question, role or Role.MENTOR, own_question).name
    return f"{name} ({role.value}s)" if role else name


def _title(open_: OpenCheckIn) -> str:
    return f"Check-in {open_.round.number} · {open_.cohort.name}"


def _open_until(open_: OpenCheckIn, person: Person) -> str:
    return f"Open until {moment(open_.round.closes_at, person)}."


def _ways_in(open_: OpenCheckIn) -> Block:
    check_in = open_.check_in.id
    return buttons(
        primary("Answer in a form", "checkins.form", check_in=check_in),
        press("Answer here, one by one", "checkins.chat", check_in=check_in),
        *_flag(open_),
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


# To an operator or lead who opens a round


def not_running(cohort: str) -> str:
    return f'"{cohort}" is not running, so nobody can be asked. Launch it first.'


def one_at_a_time(other: Round) -> str:
    return f"Check-in {other.number} is open until {other.closes_at:%d %B %Y}; one at a time."


def opened_already() -> str:
    return "A check-in was opened at the same moment by somebody else."

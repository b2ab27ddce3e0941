"""Scope flags in words, for the mentor who raises one. No word of a flag stands in a chat, a card or a notification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot import limits
from bot.people.model import Person
from bot.scope.flag_form import KINDS, short_name
from bot.scope.model import By, Flag, FlagState, FlagWords, Kind, Telling, Ticket
from bot.scope.ticket_screens import status as ticket_status
from bot.screens import buttons, counted, day, facts, message, press, quiet
from bot.surface import (
    Action,
    Block,
    Button,
    Facts,
    Form,
    Item,
    LongText,
    Message,
    Section,
    Text,
    Words,
)

SAY_NO: Final[Mapping[Kind, str]] = {
    Kind.IT_SUPPORT: "IT can really fix that, and I cannot. Typing /ask makes it a ticket in your name.",
    Kind.DECISION: "That one is yours to decide. I am glad to show you how to lay out the options with the tool.",
    Kind.ERRAND: "That is outside what our charter is for. Shall we pick something from its list next time?",
    Kind.WORKLOAD: "The time we agreed for this week is used up. Can it wait for our next session?",
    Kind.DISCOMFORT: "I would rather not go on with this.",
}
_STATUS: Final[Mapping[FlagState, str]] = {
    FlagState.DRAFT: "not sent",
    FlagState.AT_DESK: "with IT",
    FlagState.OPEN: "waits for your contact",
    FlagState.TAKEN: "your contact is on it",
    FlagState.CLOSED: "closed",
    FlagState.COUNTED: "counted, read by nobody",
}
_MOST_LISTED: Final = 12


def flagged(flag: Flag, contact: Person | None, person: Person, pattern: Sequence[Block]) -> Message:
    """The reference comes at once, with a sentence to say no with."""
    return message(
        f"Noted: {flag.reference}",
        Text(_goes_to(flag, contact, person)),
        *_say_no(flag.kind),
        *pattern,
        buttons(press("My flags", "scope.mine")),
        title=f"Noted: {flag.reference}",
    )


def sent_to_it(flag: Flag, pattern: Sequence[Block]) -> Message:
    """Stands where the draft stood: no word of it is left there."""
    return message(
        f"{flag.reference} is on its way to IT",
        Text(
            f"{flag.reference} is on its way to IT, without any name. A card in our chat shows how it stands."
        ),
        *_say_no(flag.kind),
        *pattern,
        buttons(press("My flags", "scope.mine")),
        title=f"{flag.reference} goes to IT",
    )


def pattern(kind: Kind, times: int, about: Mapping[str, str]) -> tuple[Block, ...]:
    """Shown to the mentor, with what they can do; the lead hears of it only if the mentor says so."""
    return (
        Section(
            "This keeps happening",
            (
                Text(
                    f"This is flag number {times} of this kind in 30 days. {_WHAT_HELPS[kind]} "
                    "If you like, your programme lead hears that a mentor has this, without your name. "
                    "In a small group they may guess. Nobody is told unless you press."
                ),
                buttons(Button("Tell the lead, unnamed", Action("scope.tell_lead", dict(about)))),
            ),
        ),
    )


def over_budget(minutes: int, about: Mapping[str, str]) -> Message:
    return message(
        "About your mentoring time",
        Text(
            f"By your session log, two weeks running took more than the {counted(minutes, 'minute')} a week that your "
            "charter says and your line manager counts on. Nobody else is told. You can say no with a clear "
            "conscience: “" + SAY_NO[Kind.WORKLOAD] + "”"
        ),
        buttons(
            press("Flag it", "scope.flag"),
            press("Show the charter", "charter.show"),
            Button("Tell the lead, unnamed", Action("scope.tell_lead", dict(about))),
        ),
        title="More than was agreed, two weeks running",
    )


def told_lead() -> Message:
    return message(
        "Your lead will hear of it, without your name",
        Text("Your programme lead will hear that a mentor has this, without your name or your pair's."),
    )


def for_lead(kind: Kind | None, cohort: str) -> Message:
    """To the leads, since a mentor asked for it."""
    what = (
        f"several flags of one kind within a month: {KINDS[kind].lower()}"
        if kind
        else "more time than agreed"
    )
    return message(
        "A mentor asked me to pass something on",
        Text(
            f"A mentor of {cohort} asked me to tell you, without their name, that they had {what}. "
            "Please do not try to find out who: something said to all pairs helps this one too."
        ),
        buttons(press("See the cohort", "programme.show")),
        title="Passed on by a mentor",
    )


def for_mentors() -> Message:
    return message(
        "Scope flags are for mentors",
        Text(
            "With /scope-flag mentors say what is not theirs to do. If you are an executive, type /ask: your request "
            "is sorted before it reaches anybody."
        ),
    )


def mine(flags: Sequence[tuple[Flag, Ticket | None]], person: Person) -> Message:
    """The mentor's own flags by reference and status: what was written stands behind a button, in a form."""
    if not flags:
        return message("You have flagged nothing", Text("You have flagged nothing."), _flag_buttons())
    lines = [
        f"{one.reference}, {day(one.opened_at.date(), person)}: {ticket_status(ticket) if ticket else _status(one)}"
        for one, ticket in flags
    ]
    readable = [one for one, _ in flags if one.state in (FlagState.OPEN, FlagState.TAKEN, FlagState.CLOSED)]
    return message(
        "Your flags",
        Text("\n".join(f"• {line}" for line in lines[:_MOST_LISTED])),
        *open_buttons(readable),
        _flag_buttons(),
        quiet("Only you see this list. What you wrote is shown in a form, never in a chat."),
        title="Your flags",
    )


def open_buttons(flags: Sequence[Flag]) -> tuple[Block, ...]:
    shown = [press(f"Open {one.reference}", "scope.open", flag=one.id) for one in flags[:_MOST_LISTED]]
    rows = [shown[n : n + limits.BUTTONS] for n in range(0, len(shown), limits.BUTTONS)]
    return tuple(buttons(*row) for row in rows)


def thread_for_mentor(
    flag: Flag, words: FlagWords, entries: Sequence[tuple[By, str]], contact: Person | None, instance: str
) -> Form:
    """What was written on both sides, and a way to write back."""
    name = contact.name if contact else "your contact"
    answered: tuple[Item, ...] = (
        LongText("words", f"Write to {name}", hint=_how_named(flag), required=True),
        *_pass_on_now(flag),
    )
    return Form(
        flag.reference,
        Action("scope.reply", {"flag": flag.id}),
        instance,
        (
            Text(f"{KINDS[flag.kind]}; {_status(flag)}."),
            *written(words),
            *thread(entries, contact=name, mentor="You"),
            *answered,
        ),
        "Send",
    )


def own_heading(flag: Flag) -> str:
    return f"In your flag {flag.reference}"


def own_heading_for_it(flag: Flag) -> str:
    return f"For IT, in your flag {flag.reference}"


def written(words: FlagWords) -> tuple[Item, ...]:
    quoted = (Words(words.quoted, by=words.quoted_author),) if words.quoted else ()
    return (*((Words(words.detail),) if words.detail else ()), *quoted)


def thread(entries: Sequence[tuple[By, str]], *, contact: str, mentor: str) -> tuple[Item, ...]:
    """The newest that fit into a form."""
    names = {By.CONTACT: contact, By.MENTOR: mentor}
    return tuple(Words(text, by=names[by]) for by, text in entries[-_MOST_LISTED:])


def replied(flag: Flag) -> Message:
    return message("Sent", Text(f"Sent. When there is news on {flag.reference}, I write to you here."))


def news(flag: Flag) -> Message:
    """To the mentor, of whatever their contact did: no word of it stands in the chat."""
    return message(
        f"There is news on {flag.reference}",
        Text(f"There is news on {flag.reference}: {_status(flag)}."),
        buttons(press("Open it", "scope.open", flag=flag.id)),
        quiet("Only you can open it."),
    )


def not_acted(flag: Flag, other: Person | None) -> Message:
    """To a mentor who had not agreed beforehand that the other contact hears of it."""
    onward = (press(f"Pass it on to {short_name(other)}", "scope.pass_on", flag=flag.id),) if other else ()
    return message(
        f"{flag.reference} is still open",
        Text(
            f"The time to act on {flag.reference} is over, and it is still open. "
            + (
                "You can pass it on to your other contact, or leave it."
                if other
                else "You can write once more."
            )
        ),
        buttons(*onward, press("Open it", "scope.open", flag=flag.id)),
    )


def passed_on(flag: Flag, other: Person, person: Person) -> Message:
    return message(
        f"{flag.reference} went to your other contact",
        Text(
            f"{flag.reference} went to {other.name}, who should act by {act_by(flag, person)}. "
            "What they know of you is as you picked it."
        ),
        buttons(press("Open it", "scope.open", flag=flag.id)),
    )


def _pass_on_now(flag: Flag) -> tuple[Text, ...]:
    return (quiet("If they do not act in time, your other contact hears of it."),) if flag.may_pass_on else ()


def _goes_to(flag: Flag, contact: Person | None, person: Person) -> str:
    if contact is None or flag.act_by is None:
        return f"{flag.reference} is counted. Nobody reads anything of it, and I kept no words."
    name = {Telling.NAMED: "with your name", Telling.UNNAMED: "without your name"}[flag.telling]
    return (
        f"{flag.reference} goes to {contact.name}, {name}, in their working hours. They should act by "
        f"{day(flag.act_by.date(), person)}. I write to you here when there is news."
    )


def _say_no(kind: Kind) -> tuple[Block, ...]:
    intro = "If you want to say no, here is a kind way; copy it if you like:"
    return (Section("A kind way to say no", (Text(intro), Words(SAY_NO[kind]))),)


_WHAT_HELPS: Mapping[Kind, str] = {
    Kind.IT_SUPPORT: "It helps to ask your executive to start with /ask, which sends IT's part to IT.",
    Kind.DECISION: "It helps to open the charter together and look at what executives keep.",
    Kind.ERRAND: "It helps to open the charter together and look at what mentors teach.",
    Kind.WORKLOAD: "It helps to show the time your line manager approved, which stands in the charter.",
    Kind.DISCOMFORT: "You need not go on alone with this: your contact outside the line is there for it.",
}


def _how_named(flag: Flag) -> str:
    if flag.telling is Telling.NAMED:
        return "They know your name."
    return "They do not learn your name from me. What you write may give it away."


def _status(flag: Flag) -> str:
    return _STATUS[flag.state]


def _flag_buttons() -> Block:
    return buttons(press("Flag something", "scope.flag"))


def act_by(flag: Flag, person: Person) -> str:
    return day(flag.act_by.date(), person) if flag.act_by else "no day in particular"


def status_facts(flag: Flag, person: Person) -> Facts:
    """For the contact: what can be said without a word of the flag."""
    since = day(flag.opened_at.date(), person)
    return facts(("Reference", flag.reference), ("Since", since), ("Act by", act_by(flag, person)))

"""Scope flags in words, for the mentor who raises one. No word of a flag stands in a chat, a card or a notification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.flags.form_screens import short_name
from bot.flags.kinds import KINDS
from bot.flags.model import Author, Disclosure, Flag, FlagKind, FlagState, FlagWords
from bot.ids import TicketId
from bot.people.model import Person
from bot.screens import button_rows, buttons, counted, day, facts, message, press, primary, quiet
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Facts,
    Form,
    Item,
    LongText,
    Message,
    Section,
    Text,
    Words,
)

SAY_NO: Final[Mapping[FlagKind, str]] = {
    FlagKind.IT_SUPPORT: "IT can really fix that, and I cannot. Typing /ask makes it a ticket in your name.",
    FlagKind.DECISION: "That one is yours to decide. I am glad to show you how to lay out the options with the tool.",
    FlagKind.ERRAND: "That is outside what our charter is for. Shall we pick something from its list next time?",
    FlagKind.WORKLOAD: "The time we agreed for this week is used up. Can it wait for our next session?",
    FlagKind.DISCOMFORT: "I would rather not go on with this.",
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


def ticket_choices(ticket: TicketId) -> tuple[Button, ...]:
    """Under the exact text of a ticket."""
    return (
        primary("Send to IT", "scope.send", ticket=ticket),
        press("Change it", "scope.change", ticket=ticket),
        press("Drop it", "scope.drop", ticket=ticket),
    )


def for_mentors() -> Message:
    return message(
        "Scope flags are for mentors",
        Text(
            "With /scope-flag mentors say what is not theirs to do. If you are an executive, type /ask: your request "
            "is sorted before it reaches anybody."
        ),
    )


def mine(flags: Sequence[tuple[Flag, str]], person: Person) -> Message:
    """The mentor's own flags, each with its ticket's status or else its own. Words of a flag show in forms only."""
    if not flags:
        return message("You have flagged nothing", Text("You have flagged nothing."), _flag_buttons())
    lines = [
        f"{one.reference}, {day(one.opened_at.date(), person)}: {status or _status(one)}"
        for one, status in flags
    ]
    rest = len(lines) - _MOST_LISTED
    readable = [one for one, _ in flags if one.state in (FlagState.OPEN, FlagState.TAKEN, FlagState.CLOSED)]
    return message(
        "Your flags",
        Text("\n".join(f"• {line}" for line in lines[:_MOST_LISTED])),
        *(quiet(f"And {counted(rest, 'older one')}.") for _ in range(rest > 0)),
        *open_buttons(readable),
        _flag_buttons(),
        quiet("Only you see this list. What you wrote is shown in a form, never in a chat."),
        title="Your flags",
    )


def open_buttons(flags: Sequence[Flag]) -> tuple[Buttons, ...]:
    shown = [press(f"Open {one.reference}", "scope.open", flag=one.id) for one in flags[:_MOST_LISTED]]
    return button_rows(shown)


def thread_for_mentor(
    flag: Flag, words: FlagWords, entries: Sequence[tuple[Author, str]], contact: Person | None, instance: str
) -> Form:
    """Shows what was written on both sides, with a field to write back."""
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


def thread(entries: Sequence[tuple[Author, str]], *, contact: str, mentor: str) -> tuple[Item, ...]:
    """The newest that fit into a form."""
    names = {Author.CONTACT: contact, Author.MENTOR: mentor}
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
    may_come = flag.may_pass_on and flag.passed_on_at is None and flag.state is not FlagState.CLOSED
    return (quiet("If they do not act in time, your other contact hears of it."),) if may_come else ()


def _goes_to(flag: Flag, contact: Person | None, person: Person) -> str:
    if contact is None or flag.act_by is None:
        return f"{flag.reference} is counted. Nobody reads anything of it, and I kept no words."
    name = {Disclosure.NAMED: "with your name", Disclosure.UNNAMED: "without your name"}[flag.telling]
    return (
        f"{flag.reference} goes to {contact.name}, {name}, in their working hours. They should act by "
        f"{day(flag.act_by.date(), person)}. I write to you here when there is news."
    )


def _say_no(kind: FlagKind) -> tuple[Block, ...]:
    intro = "If you want to say no, here is a kind way; copy it if you like:"
    return (Section("A kind way to say no", (Text(intro), Words(SAY_NO[kind]))),)


def _how_named(flag: Flag) -> str:
    if flag.telling is Disclosure.NAMED:
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

"""Scope flags in words, for the contact a mentor turned to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.flags.kinds import KINDS
from bot.flags.model import Author, Disclosure, Flag, FlagState, FlagWords
from bot.flags.screens import act_by, open_buttons, status_facts, thread, written
from bot.people.model import Person
from bot.screens import buttons, counted, message, press, quiet
from bot.surface import Action, Choice, Form, LongText, Message, Option, Section, Text

STEPS = (
    Option("note", "Only send what I wrote"),
    Option("take", "I take this on"),
    Option("close", "Close it: I wrote what was done"),
)
SAY_WHAT_WAS_DONE = "Please write what was done, so that the mentor knows."
WRITE_OR_TAKE = "Please write something, or pick that you take it on."


def came_in(flag: Flag, reader: Person) -> Message:
    """No word of the flag: people share screens."""
    return message(
        "Something waits for you",
        Text(
            f"A mentor turned to you. Please act by {act_by(flag, reader)}. It opens in a form that only you see."
        ),
        buttons(press("Open it", "scope.open", flag=flag.id)),
        quiet("Please speak of it with nobody the mentor did not pick. Their executive is not told."),
        title=f"{flag.reference} waits for you",
    )


def wrote_back(flag: Flag) -> Message:
    return message(
        f"There is an answer on {flag.reference}",
        Text(f"The mentor wrote to you on {flag.reference}."),
        buttons(press("Open it", "scope.open", flag=flag.id)),
    )


def queue(flags: Sequence[Flag], reader: Person, now: datetime) -> Message:
    """Lists what waits, oldest first, with its age and without a word of it."""
    if not flags:
        return message(
            "Nothing waits for you", Text("Nothing waits for you. I write to you when something does.")
        )
    lines = [f"• {_line(one, reader, now)}" for one in flags[:12]]
    more = (quiet(f"{len(flags) - 12} more show as these are closed."),) if len(flags) > 12 else ()
    return message(
        f"{counted(len(flags), 'flag waits', 'flags wait')} for you",
        Text("\n".join(lines)),
        *open_buttons(flags),
        *more,
        quiet("Only you see this list."),
        title="What waits for you, oldest first",
    )


def home_section(waiting: int) -> Section:
    said = f"{counted(waiting, 'flag waits', 'flags wait')} for you." if waiting else "Nothing waits for you."
    return Section("Mentors turn to you", (Text(said), buttons(press("Show what waits", "scope.queue"))))


def thread_for_contact(
    flag: Flag,
    words: FlagWords,
    entries: Sequence[tuple[Author, str]],
    mentor: Person,
    reader: Person,
    instance: str,
) -> Form:
    name = mentor.name if flag.telling is Disclosure.NAMED else "A mentor"
    who = (
        f"From {name}."
        if flag.telling is Disclosure.NAMED
        else "From a mentor who stays unnamed. Please do not try to find out who."
    )
    return Form(
        flag.reference,
        Action("scope.answer", {"flag": flag.id}),
        instance,
        (
            Text(f"{who} {KINDS[flag.kind]}."),
            status_facts(flag, reader),
            *written(words),
            *thread(entries, contact="You", mentor=name),
            LongText("words", f"Write to {name if flag.telling is Disclosure.NAMED else 'the mentor'}"),
            Choice(
                "step", "What now?", required=True, options=STEPS, initial="note" if _is_taken(flag) else ""
            ),
            quiet("The mentor reads what you write. Their executive sees nothing of this."),
        ),
        "Send",
    )


def answered(flag: Flag, reader: Person, step: str) -> Message:
    said = "It is sent."
    if flag.state is FlagState.CLOSED:
        said = "It is closed, and the mentor can read what was done."
    elif step == "take":
        said = (
            f"You have taken it on. Please close it by {act_by(flag, reader)}, with a word on what was done."
        )
    return message(
        f"{flag.reference}: sent",
        Text(f"{said} The mentor hears that there is news, in their working hours."),
        buttons(press("What else waits for me", "scope.queue")),
    )


def went_on(flag: Flag) -> Message:
    return message(
        f"{flag.reference} went to the other contact",
        Text(
            f"The time to act on {flag.reference} is over, so it went to the mentor's other contact, as they wished. "
            "You need do nothing more about it."
        ),
    )


def _line(flag: Flag, reader: Person, now: datetime) -> str:
    age = counted((now - flag.opened_at).days, "day")
    late = ", overdue" if flag.act_by and flag.act_by < now else ""
    return f"{flag.reference}: {age} old, act by {act_by(flag, reader)}{late}{', taken' if _is_taken(flag) else ''}"


def _is_taken(flag: Flag) -> bool:
    return flag.state is FlagState.TAKEN

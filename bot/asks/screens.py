"""Asks in words: where a request would go and why, and where it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot import limits
from bot.asks.model import Lane
from bot.people.model import Person
from bot.screens import buttons, counted, danger, day, flag_button, listed, message, press, primary, quiet
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
    Plain,
    Text,
    Words,
)
from bot.triage.suggest import Suggestion

_MOST_WORDS: Final = 5
"""Words of a request that are named as what triggered a suggestion."""
_WORD_LETTERS: Final = 40
AGENDA_SHOWN: Final = 10
LINE_LETTERS: Final = 150
HOME_LINES: Final = 3
"""Requests on the agenda of one pair that the home shows."""

_BUTTON: Mapping[Lane, str] = {
    Lane.IN_SCOPE: "Put it on our agenda",
    Lane.IT: "Make it a request to IT",
    Lane.DECISION: "It is mine to decide",
}
_WOULD: Mapping[Lane, str] = {
    Lane.IN_SCOPE: "I would put this on the agenda of your next session with {partner}",
    Lane.IT: "I would make this a request to IT, in your name",
    Lane.DECISION: "I would leave this with you",
}
_SAYS: Mapping[Lane, str] = {
    Lane.IN_SCOPE: "the charter has mentors teach “{line}”",
    Lane.IT: "the charter has IT do “{line}”",
    Lane.DECISION: "the charter has executives keep “{line}”",
}
_PART: Mapping[Lane, str] = {
    Lane.IN_SCOPE: "for your session",
    Lane.IT: "for IT",
    Lane.DECISION: "yours to decide",
}
IT_SUMMARY: Final = "A request to IT"
_IN_CHAT: Final = (
    "What is typed after a command stays in this chat's history, and in your company's exports of it, where the "
    "platform keeps them. The form of /ask, without words behind it, does not."
)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda of one pair: the reader's partner, and each ask's id with one line."""

    partner: str
    lines: Sequence[tuple[str, str]]


def form(partners: Sequence[tuple[str, str]], text: str, instance: str, *, replaces: str = "") -> Form:
    """`partners`: (pairing, the mentor's name); with several, one is picked. `replaces` is a draft to change."""
    whom: tuple[Item, ...] = ()
    if len(partners) > 1:
        options = tuple(Option(pairing, name[: limits.OPTION]) for pairing, name in partners)
        whom = (Choice(key="pairing", label="Your session with", required=True, options=options),)
    words = LongText(
        key="text",
        label="What do you need?",
        hint=_hint(text),
        required=True,
        initial=text[: limits.LONG_TEXT],
    )
    return Form(
        "Ask for something",
        Action("asks.sort", {"ask": replaces} if replaces else {}),
        instance,
        (
            Text(
                "I hold it against your charter first, and show you where it would go. Nobody is disturbed by that."
            ),
            *whom,
            words,
        ),
        "See where it goes",
    )


def _hint(text: str) -> str:
    over = len(text) - limits.LONG_TEXT
    cut = f" The last {counted(over, 'character')} of what you typed did not fit." if over > 0 else ""
    return f"What would help you? Your own words, in any language.{cut}"


def proposal(ask: str, text: str, suggestion: Suggestion[Lane], partner: str, *, warns: bool) -> Message:
    """Where it would go and why. `warns` says what it means that the words were typed into a chat."""
    return message(
        "Where your request would go",
        Words(text),
        *_reasons(suggestion, partner),
        _choices(ask, suggestion),
        quiet(
            "Nobody has seen this yet. You decide; if I sort it wrongly, that is counted, so that I can get better."
        ),
        *((quiet(_IN_CHAT),) if warns else ()),
        title="Where this would go",
    )


def _reasons(suggestion: Suggestion[Lane], partner: str) -> tuple[Block, ...]:
    would = _WOULD[suggestion.pick].format(partner=partner)
    if not suggestion.found:
        return (
            Text(f"I found no word of your charter in this, so please tell me where it goes. Else {would}."),
        )
    if suggestion.is_sure:
        says = _SAYS[suggestion.pick].format(line=suggestion.line)
        return (Text(f"{would}, since {says}."), quiet(f"I went by {_quoted(suggestion.words)}."))
    parts = " ".join(f"• {_quoted(one.words)}: {_PART[one.pick]} ({one.line})." for one in suggestion.found)
    several = "This may be several things at once, so please pick, or split it into two requests."
    alone = f"I am not sure about this one, so please pick. My guess: {would}."
    return (Text(several if len(suggestion.found) > 1 else alone), Text(parts))


def _choices(ask: str, suggestion: Suggestion[Lane]) -> Buttons:
    """The suggested lane first; it stands out only where the suggestion is sure."""
    order = [suggestion.pick, *(lane for lane in Lane if lane is not suggestion.pick)]
    return buttons(
        *(_lane(ask, lane, stands_out=suggestion.is_sure and lane is suggestion.pick) for lane in order),
        press("Change the words", "asks.change", ask=ask),
        danger("Drop it", "asks.drop", ask=ask),
    )


def _lane(ask: str, lane: Lane, *, stands_out: bool) -> Button:
    make = primary if stands_out else press
    return make(_BUTTON[lane], "asks.send", ask=ask, lane=lane)


def ticket_choices(ask: str) -> tuple[Button, ...]:
    """Under the exact text of a ticket."""
    return (
        primary("Send to IT", "asks.to_desk", ask=ask),
        press("Change the words", "asks.change", ask=ask),
        danger("Drop it", "asks.drop", ask=ask),
    )


def names_mentor(ask: str, partner: str) -> Message:
    return message(
        "Please leave out a name",
        Text(
            f"These words name {partner}. IT gets the task, not who mentors whom, so please say it without the name. "
            "Nothing was sent."
        ),
        buttons(press("Change the words", "asks.change", ask=ask), danger("Drop it", "asks.drop", ask=ask)),
    )


def on_agenda(mentor: Person, reader: Person, tell_at: datetime | None) -> Message:
    """`tell_at`: when the mentor is told; None if they were."""
    when = (
        f" {mentor.name} is told of it in one line on {_day(tell_at, mentor, reader)}, with all else that waits."
        if tell_at
        else ""
    )
    return message(
        "It is on your agenda",
        Text(f"It is on the agenda of your next session with {mentor.name}.{when}"),
        buttons(press("See the agenda", "asks.agenda")),
    )


def handed_back(lines: Sequence[str]) -> Message:
    return message(
        "This one is yours",
        Text(
            f"This one stays with you: the charter has executives keep {listed(f'“{line}”' for line in lines)}. "
            "Your mentor can show you how to think it through with AI; the deciding is yours. "
            "I kept none of your words, and nobody was told."
        ),
        buttons(press("Ask how AI could help with it", "home.call", command="ask", text="")),
        title="Yours to decide",
    )


def at_desk(status: str) -> Message:
    return message("It is with IT", Text(f"That request went to IT. {status}"))


def dropped() -> Message:
    return message("Dropped", Text("I dropped it. None of your words are kept, and nobody was told."))


def over() -> Message:
    return message("That is done", Text("That is off the agenda, and its words are not kept."))


def for_executives(agendas: Sequence[Agenda]) -> Message:
    """For mentors, who see what waits for their session, and for everybody who is in no pair."""
    return message(
        "Asking is for executives",
        Text(
            "With /ask executives say what they need, and I send it where the charter says. "
            + (
                "This is what they have asked you so far."
                if agendas
                else "You are in no pair as an executive here."
            )
        ),
        *_agendas(agendas),
    )


def agenda(agendas: Sequence[Agenda]) -> Message:
    return message(
        "What waits for your next session", *_agendas(agendas), title="Agenda of your next session"
    )


def _agendas(agendas: Sequence[Agenda]) -> tuple[Block, ...]:
    return tuple(block for one in agendas for block in _agenda(one))


def _agenda(one: Agenda) -> tuple[Block, ...]:
    if not one.lines:
        return (Text(f"Nothing waits for your session with {one.partner}."),)
    shown, rest = one.lines[:AGENDA_SHOWN], len(one.lines) - AGENDA_SHOWN
    rows = [
        block
        for ask, line in shown
        for block in (Words(line), buttons(press("Done with this", "asks.done", ask=ask)))
    ]
    more = (quiet(f"And {counted(rest, 'more request')}."),) if rest > 0 else ()
    return (Text(f"For your session with {one.partner}:"), *rows, *more)


def home_lines(lines: Sequence[str]) -> tuple[Plain, ...]:
    if not lines:
        return ()
    rest = len(lines) - HOME_LINES
    more = (quiet(f"And {counted(rest, 'more request')}."),) if rest > 0 else ()
    return (Text("For your next session:"), *(Words(line) for line in lines[:HOME_LINES]), *more)


def digest(executive: str, lines: Sequence[str]) -> Message:
    """A line for each request that came since the last one; the only word a mentor gets of them."""
    rest = len(lines) - AGENDA_SHOWN
    more = (quiet(f"And {counted(rest, 'more request')}."),) if rest > 0 else ()
    return message(
        f"For your next session: {counted(len(lines), 'request')}",
        Text(
            f"{executive} would like to go through {'this' if len(lines) == 1 else 'these'} in your next session."
        ),
        *(Words(line) for line in lines[:AGENDA_SHOWN]),
        *more,
        buttons(press("See the agenda", "asks.agenda"), flag_button()),
        quiet("There is nothing to do before you meet. What is not mentoring did not come this far."),
        title="For your next session",
    )


def sign_first(cohort: str) -> Message:
    return message(
        "Please sign your charter first",
        Text("I sort requests by your charter, so it has to be signed by both of you first."),
        buttons(press("Show the charter", "charter.show", cohort=cohort)),
    )


def _day(moment: datetime, mentor: Person, reader: Person) -> str:
    """The day it is for the mentor, in the reader's words."""
    return day(moment.astimezone(ZoneInfo(mentor.zone)).date(), reader)


def _quoted(words: Sequence[str]) -> str:
    shown = [
        word if len(word) <= _WORD_LETTERS else f"{word[:_WORD_LETTERS]}…" for word in words[:_MOST_WORDS]
    ]
    return listed(f"“{word}”" for word in shown)

"""The session log in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.people.model import Person
from bot.screens import buttons, counted, day, flag_button, message, press, primary, quiet
from bot.sessions.model import LONGEST, Layer, Session, Topic
from bot.surface import Action, Block, Choice, Date, Form, Message, Number, Option, Section, Table, Text

MINUTES: Final = (15, 30, 45, 60, 90)
TOPICS: Final[Mapping[Topic, str]] = {
    Topic.TOOLS: "Tools",
    Topic.PROMPTS: "Prompts",
    Topic.AUTOMATION: "Automation",
}
LAYERS: Final[Mapping[Layer, str]] = {
    Layer.SKILL: "A skill",
    Layer.WORKFLOW: "A workflow",
    Layer.LEADERSHIP: "How we lead",
}
WHO_SEES: Final = (
    "Both of you see this log. Your programme lead sees how many sessions there are in all, not yours."
)
NOT_YET = "This day is still to come. Log a session once you have met."
TOO_LONG_AGO = "That is more than 90 days ago. Please pick a later day."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One pairing of the reader's: with whom, what was logged lately, this week's minutes and those agreed."""

    pairing: str
    partner: str
    lately: Sequence[Session]
    this_week: int
    agreed: int
    is_mentor: bool


def log(person: Person, pairs: Sequence[Pair], fresh: str) -> Message:
    """`fresh`: the id the next session gets, so that two presses of one button are one session."""
    return message(
        "Log a session",
        *(_pair(person, pair, f"{fresh}{n}") for n, pair in enumerate(pairs)),
        quiet(WHO_SEES),
        title="Session log",
    )


def about_what(session: str, pairing: str, minutes: int, partner: str) -> Message:
    """After the first tap: nothing is kept yet."""
    about = {"session": session, "pairing": pairing, "minutes": str(minutes)}
    return message(
        "What was your session about?",
        Text(f"{counted(minutes, 'minute')} with {partner}, today. What was it about?"),
        buttons(*(press(label, "sessions.keep", topic=topic, **about) for topic, label in TOPICS.items())),
        quiet("It is kept when you press one of these."),
        title="Session log",
    )


def kept(person: Person, session: Session, partner: str) -> Message:
    said = f"{counted(session.minutes, 'minute')} with {partner} on {day(session.held_on, person)}, about "
    return message(
        "Your session is in the log",
        Text(said + TOPICS[session.topic].lower() + "."),
        _layer(session),
        buttons(press("Take it out again", "sessions.remove", session=session.id)),
        quiet(WHO_SEES),
        title="In the log",
    )


def removed() -> Message:
    return message(
        "The session is out of the log",
        Text("That session is out of the log. Type /session to log another."),
        title="Taken out",
    )


def form(pairing: str, partner: str, today: date, instance: str) -> Form:
    return Form(
        "Log a session",
        Action("sessions.save", {"pairing": pairing}),
        instance,
        (
            Text(f"With {partner}. {WHO_SEES}"),
            Date("held_on", "On which day?", required=True, initial=today.isoformat()),
            Number("minutes", "How many minutes?", required=True, low=5, high=LONGEST, initial="45"),
            Choice("topic", "What was it about?", required=True, options=_options(TOPICS)),
            Choice(
                "layer",
                "What did it change?",
                hint="Leave this empty if nothing yet, or if you cannot say.",
                options=_options(LAYERS),
            ),
        ),
        "Keep",
    )


def for_pairs() -> Message:
    return message(
        "The session log is for pairs",
        Text(
            "The session log is for mentors and executives who are in a pair. You are in none at the moment."
        ),
    )


def _pair(person: Person, pair: Pair, session: str) -> Section:
    about = {"session": session, "pairing": pair.pairing}
    ways = (press(f"{n} min", "sessions.about", minutes=str(n), **about) for n in MINUTES)
    return Section(
        f"With {pair.partner}",
        (
            Text("How long did you meet today?"),
            buttons(*ways, press("Another day or time", "sessions.form", pairing=pair.pairing)),
            Text(f"This week: {pair.this_week} of {counted(pair.agreed, 'minute')} agreed in your charter."),
            *_lately(person, pair.lately),
            *((buttons(flag_button()),) if pair.is_mentor else ()),
        ),
    )


def _lately(person: Person, sessions: Sequence[Session]) -> tuple[Table, ...]:
    rows = tuple(
        (
            day(one.held_on, person),
            str(one.minutes),
            TOPICS[one.topic],
            LAYERS[one.layer] if one.layer else "",
        )
        for one in sessions
    )
    columns = ("Day", "Minutes", "About", "It changed")
    return (Table(columns, rows, caption="Lately"),) if rows else ()


def _layer(session: Session) -> Block:
    if session.layer:
        return Text(f"It changed: {LAYERS[session.layer].lower()}.")
    return Section(
        "Did it change anything? You may leave this.",
        (
            buttons(
                *(
                    primary(label, "sessions.layer", session=session.id, layer=layer)
                    for layer, label in LAYERS.items()
                )
            ),
        ),
    )


def _options(labels: Mapping[Topic, str] | Mapping[Layer, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in labels.items())

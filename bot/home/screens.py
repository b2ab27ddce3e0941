"""One screen with all that is a person's: check-in, pairing, charter, pauses, own data; for leads, cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.people.model import Person
from bot.screens import buttons, counted, day, flag_button, message, moment, press, primary, quiet
from bot.surface import Button, Message, Plain, Section, Text, Words

MOST_PARTS = 3
"""Cohorts a person takes part in that one screen shows."""
MOST_LINES = 3
"""Requests on the agenda that it shows of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A check-in that is open for the person."""

    check_in: str
    closes_at: datetime
    done: int
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The person's part in one cohort: with whom, whether both signed the charter in force, what waits."""

    id: str
    cohort: str
    partner: str
    charter: int
    signed_by_me: bool
    signed_by_partner: bool
    agenda: Sequence[str] = ()
    """A line for each request that waits for the next session."""
    is_mentor: bool = False


def home(
    person: Person,
    pending: Pending | None,
    parts: Sequence[Part],
    next_on: date | None,
    led: Sequence[tuple[str, str]],
    flags: int | None = None,
) -> Message:
    """`led`: (id, name) of each cohort the person leads. `flags`: how many wait for them; None for no contact."""
    return message(
        "Your mentoring at a glance",
        _check_in(person, pending, next_on),
        *(_part(part) for part in parts[:MOST_PARTS]),
        *_waiting(flags),
        Section(
            "Peace, and what is yours",
            (
                Text(_standing(person)),
                buttons(
                    press("Pauses and quiet hours", "people.show_pause"),
                    press("What I keep about you", "people.show_mine"),
                ),
            ),
        ),
        *(_led(cohort, name) for cohort, name in led[:MOST_PARTS]),
        quiet("Only you can see this page."),
        title=f"Hello, {person.name}",
    )


def _check_in(person: Person, pending: Pending | None, next_on: date | None) -> Section:
    if pending is None:
        after = f" The next one comes around {day(next_on, person)}." if next_on else ""
        return Section("My check-in", (Text(f"No check-in is open.{after}"),))
    ways = buttons(
        primary("Answer in a form", "checkins.form", check_in=pending.check_in),
        press("Answer here, one by one", "checkins.chat", check_in=pending.check_in),
    )
    said = f"{pending.done} of {pending.questions} answered. Open until {moment(pending.closes_at, person)}."
    return Section("My check-in", (Text(said), ways))


def _part(part: Part) -> Section:
    who = f"With {part.partner}." if part.partner else "You are in no pair yet."
    return Section(
        part.cohort,
        (
            Text(f"{who} {_signed(part)}"),
            *_agenda(part),
            buttons(
                press("Show the charter", "charter.show", cohort=part.id),
                *(press("See the agenda", "asks.agenda") for _ in part.agenda[:1]),
                *_scope(part),
            ),
        ),
    )


def _scope(part: Part) -> tuple[Button, ...]:
    """No word of a flag, nor how many there are: people share screens."""
    if part.is_mentor:
        return (flag_button(), press("My flags", "scope.mine"))
    return (press("Ask for something", "home.call", command="ask"),) if part.partner else ()


def _waiting(flags: int | None) -> tuple[Section, ...]:
    if flags is None:
        return ()
    said = f"{counted(flags, 'flag waits', 'flags wait')} for you." if flags else "Nothing waits for you."
    return (Section("Mentors turn to you", (Text(said), buttons(press("Show what waits", "scope.queue")))),)


def _agenda(part: Part) -> tuple[Plain, ...]:
    if not part.agenda:
        return ()
    rest = len(part.agenda) - MOST_LINES
    more = (quiet(f"And {counted(rest, 'more request')}."),) if rest > 0 else ()
    return (Text("For your next session:"), *(Words(line) for line in part.agenda[:MOST_LINES]), *more)


def _signed(part: Part) -> str:
    if not part.charter:
        return "The charter comes when the cohort is launched."
    if part.signed_by_me and part.signed_by_partner:
        return f"Version {part.charter} of the charter is signed by both of you."
    if part.signed_by_me:
        return f"You have signed version {part.charter} of the charter; {part.partner} has not yet."
    return f"Version {part.charter} of the charter waits for your signature."


def _standing(person: Person) -> str:
    if person.pause is None:
        return "Your check-ins are on."
    if person.pause.until:
        return f"Your check-ins are paused until {day(person.pause.until, person)}."
    return "Your check-ins are paused until you come back."


def _led(cohort: str, name: str) -> Section:
    return Section(
        f"You lead {name}",
        (
            buttons(
                press("At a glance", "programme.show"), press("See the report", "reports.show", cohort=cohort)
            ),
        ),
    )

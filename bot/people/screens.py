"""Pausing, quiet hours and one's own data, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot import limits
from bot.people.model import PauseReason, Person
from bot.screens import buttons, clipped, danger, day, facts, listed, message, press, primary, quiet, strong
from bot.surface import Action, Buttons, Choice, Form, Item, Message, Option, Section, Text, Words, card_bytes

PAUSE_WEEKS = (2, 4)
_WORDS_OF_ONE = 60_000
"""Bytes of one's own words that a form has room for."""
HOURS = tuple(time(hour) for hour in range(9, 18))
"""Quiet hours matter inside the working day only, since I never write outside it."""


def pause(person: Person) -> Message:
    """The card of `/pause`: how things stand, and what can be done."""
    return message(
        "Pauses and quiet hours",
        Text(_standing(person)),
        facts(("Quiet hours", _quiet(person)), ("Your time zone", person.zone)),
        _pause_buttons(person),
        quiet(
            "Nobody is told that you paused. A pause counts as no silence, and you can come back any time."
        ),
        title="Pauses and quiet hours",
    )


def quiet_hours(person: Person, instance: str) -> Form:
    return Form(
        "Quiet hours",
        Action("people.set_quiet"),
        instance,
        (
            Text(
                "I only write from 9:00 to 17:00 on your working days. Quiet hours keep me out of part of that too."
            ),
            _hour("quiet_from", "Quiet from", HOURS[:-1], person.quiet_from),
            _hour("quiet_to", "Quiet until", HOURS[1:], person.quiet_to),
            Text(
                "Leave both empty for none. Quiet hours that leave nothing of the day are ignored.",
                tone="quiet",
            ),
        ),
        "Save",
    )


QUIET_BOTH = "Please fill in both, or neither."
QUIET_ORDER = "This must be later than the beginning."


def resumed(person: Person) -> Message:
    return message(
        "Check-ins are on again", Text("Welcome back. Check-ins are on again."), title="Welcome back"
    )


def own_facts(person: Person, parts: Sequence[str]) -> list[tuple[str, str]]:
    return [
        ("Name", person.name),
        ("Email", person.email),
        ("Part in", clipped("; ".join(parts), limits.FACT_VALUE) or "no cohort"),
        ("Time zone", person.zone),
    ]


def own_card(kept: Sequence[tuple[str, str]]) -> Message:
    """Shows what is still tied to the person. `kept`: labels and values."""
    return message(
        "What I keep about you",
        facts(*kept),
        Text(
            "Answers of closed check-ins are not here: they are kept without names, and nobody, not even the "
            "database, can say which were yours."
        ),
        buttons(
            press("Read what I wrote", "people.read_mine"),
            danger("Erase what I wrote", "people.ask_erase"),
        ),
        title="What I keep about you",
    )


def own_words(notes: Sequence[tuple[str, str]], instance: str) -> Form:
    """Opened privately, so that no free text lands in the chat. `notes`: (what it is, text) pairs."""
    items: list[Item] = [Text("Only you can see this. Close it when you are done.")]
    room = _WORDS_OF_ONE
    for what, text in notes:
        room -= card_bytes(what) + card_bytes(text)
        if room < 0 or len(items) + 3 > limits.FORM_ITEMS:
            items.append(quiet("There is more than fits here. It is kept, and erased, with the rest."))
            break
        items += [strong(what), Words(text)]
    return Form("What you wrote", Action("people.close_mine"), instance, tuple(items), "Close")


def line_manager_of(name: str) -> str:
    return f"line manager of {name}"


def nothing_kept() -> Message:
    return message("Nothing is kept", Text("There is nothing here that you wrote."))


def ask_erase(erases: Sequence[str], stays: Sequence[str]) -> Message:
    """`erases` and `stays`: what goes and what does not, as each noun says it."""
    return message(
        "Erase what you wrote?",
        Text(
            f"This erases {listed(erases)}. It cannot be undone. What stays: "
            f"{listed((*stays, 'what is counted without names'))}."
        ),
        buttons(danger("Yes, erase them", "people.erase"), press("Keep them", "people.show_mine")),
    )


def erased() -> Message:
    return message("Erased", Text("What you wrote is erased, as far as I said."))


def home_section(person: Person) -> Section:
    return Section(
        "Peace, and what is yours",
        (
            Text(_standing_briefly(person)),
            buttons(
                press("Pauses and quiet hours", "people.show_pause"),
                press("What I keep about you", "people.show_mine"),
            ),
        ),
    )


def _hour(key: str, label: str, hours: Sequence[time], chosen: time | None) -> Choice:
    options = tuple(Option(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in hours)
    return Choice(
        key=key, label=label, options=options, initial=f"{chosen:%H:%M}" if chosen in hours and chosen else ""
    )


def _pause_buttons(person: Person) -> Buttons:
    if person.pause:
        return buttons(
            primary("Resume my check-ins", "people.resume"), press("Quiet hours", "people.ask_quiet")
        )
    return buttons(
        *(press(f"Pause for {weeks} weeks", "people.pause", weeks=str(weeks)) for weeks in PAUSE_WEEKS),
        press("Pause until I come back", "people.pause", weeks=""),
        press("Quiet hours", "people.ask_quiet"),
    )


def _standing(person: Person) -> str:
    """With the reason where the person did not pause themselves."""
    if person.pause and not person.pause.until and person.pause.reason is PauseReason.SILENCE:
        return "Your check-ins are paused, since three in a row passed without an answer. That is fine."
    return _standing_briefly(person)


def _standing_briefly(person: Person) -> str:
    if person.pause is None:
        return "Your check-ins are on."
    if person.pause.until:
        return f"Your check-ins are paused until {day(person.pause.until, person)}."
    return "Your check-ins are paused until you come back."


def _quiet(person: Person) -> str:
    if person.quiet_from is None or person.quiet_to is None:
        return "none beyond working hours"
    return f"{person.quiet_from:%H:%M} to {person.quiet_to:%H:%M}"


def paired_already(name: str) -> str:
    """To whoever imports a roster."""
    return (
        f"{name} is in another pair of this cohort already. A roster can add pairs, not part them: leave the pair "
        "column of both as it was."
    )

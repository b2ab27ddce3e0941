"""Words and shapes that every noun's screens share, and the answers that belong to no noun."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time

from bot import limits
from bot.people.model import Person
from bot.surface import Action, Block, Button, Buttons, Fact, Facts, Message, Table, Text


def message(notify: str, *blocks: Block, title: str = "") -> Message:
    return Message(notify=notify, blocks=blocks, title=title)


def press(label: str, action: str, **about: str) -> Button:
    return Button(label, Action(action, about))


def primary(label: str, action: str, **about: str) -> Button:
    return Button(label, Action(action, about), style="primary")


def danger(label: str, action: str, **about: str) -> Button:
    return Button(label, Action(action, about), style="danger")


def flag_button() -> Button:
    """On every card of a mentor's: saying that something is not theirs is never far."""
    return press("Flag what is not mine", "scope.flag")


def quiet(text: str) -> Text:
    return Text(text, tone="quiet")


def strong(text: str) -> Text:
    return Text(text, tone="strong")


def facts(*pairs: tuple[str, str]) -> Facts:
    return Facts(tuple(Fact(label, value) for label, value in pairs))


def day(value: date, person: Person) -> str:
    """A calendar day as the person writes it: Friday 12 June."""
    return format_skeleton("MMMMEEEEd", value, locale=_locale(person))


def moment(value: datetime, person: Person) -> str:
    """A moment on the person's own clock: Friday 12 June, 14:05."""
    local = value.astimezone(ZoneInfo(person.zone))
    return f"{day(local.date(), person)}, {format_time(local.time(), 'short', locale=_locale(person))}"


def listed(words: Iterable[str]) -> str:
    """a, b and c."""
    *front, last = list(words)
    return f"{', '.join(front)} and {last}" if front else last


def counted(number: int, one: str, many: str = "") -> str:
    """1 person, 2 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def clipped(text: str, limit: int) -> str:
    """The text, cut with an ellipsis where it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def buttons(*items: Button) -> Buttons:
    return Buttons(items)


def button_rows(items: Sequence[Button]) -> tuple[Buttons, ...]:
    """As many rows as they need; none for none."""
    return tuple(
        Buttons(tuple(items[at : at + limits.BUTTONS])) for at in range(0, len(items), limits.BUTTONS)
    )


def commands(listed: Iterable[tuple[str, str]]) -> Message:
    """`listed`: each command's word and what it does."""
    return message(
        "What I understand",
        Text("Here is what I understand. Type a word, with or without the slash."),
        Table(columns=("Command", "What it does"), rows=tuple((f"/{word}", does) for word, does in listed)),
        title="What I can do for you",
    )


def unknown_word(listed: Iterable[tuple[str, str]]) -> Message:
    """Never repeats what was typed: it may have been meant for someone else."""
    return message(
        "I did not understand that",
        Text("I did not understand that, and kept nothing of it. Here is what I understand."),
        *commands(listed).blocks[1:],
    )


def stranger() -> Message:
    return message(
        "You are not on the roster yet",
        Text(
            "You are not on the roster of any programme here, so I keep nothing about you. "
            "If you should be, ask your programme lead to add you."
        ),
    )


def leads_only(leads: Iterable[str]) -> Message:
    names = list(leads)
    who = f"Ask {listed(names)}" if names else "Ask whoever runs Upmentor at your organisation"
    return message(
        "That is for programme leads", Text(f"Only programme leads can see that. {who} to grant it to you.")
    )


def no_cohort(name: str) -> str:
    return f'There is no cohort called "{name}". See them with: upmentor cohort list. Make it: upmentor cohort create'


def stale() -> Message:
    return message(
        "That button is from earlier",
        Text("That button is from earlier, and nothing was changed. Type /check-in to see where you are."),
    )


def not_yours() -> Message:
    return message("That is not yours", Text("That belongs to somebody else, and nothing was changed."))


def working() -> Message:
    """While a turn takes longer than a person waits without a sign."""
    return message("One moment", Text("One moment, I am still working on it. The answer will stand here."))


STILL_SAVING = (
    "I am still saving this, and nothing you wrote is lost. If this stays, please send it once more."
)


def moved_to_chat() -> Message:
    """Where a press was answered in the person's own chat, since the answer wants words that nobody else reads."""
    return message(
        "I wrote to you in our own chat",
        Text("I wrote to you in our own chat, where nobody else reads along. Let us go on there."),
    )


def add_the_app() -> Message:
    """Where somebody acted in a shared place, and there is no chat of their own to answer in."""
    return message(
        "I answer in our own chat only",
        Text(
            "I answer in our own chat only, where nobody else reads along. Add me there first, and ask again."
        ),
    )


def finished_late() -> Message:
    """Tells that a turn took longer than its window stayed open."""
    return message(
        "That took a while, and is done",
        Text(
            "That took longer than its window stayed open. It is done: open it again to see where it stands."
        ),
    )


def press_to_open(command: str, text: str) -> Message:
    """A form was asked for with words; only a press can open one."""
    return message(
        "There is a form for that",
        Text("There is a form for that, which only you see."),
        buttons(primary("Open the form", "home.call", command=command, text=text)),
    )


def opened_too_late() -> Message:
    return message(
        "That took too long to open",
        Text("That took too long to open. Nothing was lost; please press again."),
    )


def guest() -> Message:
    """Tells guests of a workspace what may be missing for them; which of it is the workspace's decision."""
    return message(
        "You are a guest in this workspace",
        Text(
            "You are a guest in this workspace, and a workspace may keep some things from its guests. If commands with "
            "a slash or my home tab are missing for you, nothing is lost: the buttons under my messages work, and "
            "here in our chat you can type a command's word without the slash, like check-in or my-data."
        ),
    )


def something_broke(reference: str) -> Message:
    return message(
        "That did not work",
        Text(
            "Something broke on my side, and nothing was changed. Please try once more. "
            f"If it happens again, give your operator this reference: {reference}"
        ),
    )


def _locale(person: Person) -> Locale:
    """The person's English, or else Britain's: dates are in the language of the words around them."""
    return Locale.parse(person.locale if person.locale.startswith("en_") else "en_GB")

"""The types with which a noun declares itself: one `Feature` in `bot/<noun>/feature.py`, listed in `bot/features.py`.

Everything that spans nouns is derived from the declarations: routing, help, the ticker, `/my-data`, the home, the
platforms' manifests, the table of commands in the docs, and the gallery.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from bot.events import DomainEvent
from bot.people.model import Person
from bot.people.roles import Role
from bot.ports import UnitOfWork
from bot.programme.model import Cohort, Pairing
from bot.surface import Action, Button, Form, Message, Plain, Section, Values
from bot.turn import Quoted, Reply, Turn

T = TypeVar("T", bound=str)
E = TypeVar("E", bound=DomainEvent)

Place: TypeAlias = Literal["message", "global"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A command for where none can be typed: on a message, or anywhere. `name` has 24 characters at most."""

    places: tuple[Place, ...]
    name: str
    does: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`/word text`. Help shows it to people with one of the `roles`, or to everybody where none is named."""

    word: str
    does: str
    answer: Callable[[Turn, str], Reply]
    roles: frozenset[Role] = frozenset()
    on_message: Callable[[Turn, str, Quoted], Reply] | None = None
    """Answers where the command was called on a message, and reads it."""
    for_everybody: bool = False
    """Also for people who are known and have no part in any cohort."""
    shortcut: Shortcut | None = None
    is_listed: bool = True
    """In help and in manifests."""


@dataclass(frozen=True, slots=True)
class ButtonRoute:
    """Routes presses of buttons named `noun.verb`.

    Messages in people's chats carry these names for years, so a name is never changed.
    """

    name: str
    press: Callable[[Turn, Action], Reply]
    opens_form: bool = False
    """A form may answer, for a platform that has to know before it is pressed."""
    in_own_chat: bool = False
    """The answer wants typed words: wherever the button stood, it goes to the person's own chat with the bot."""


@dataclass(frozen=True, slots=True)
class FormRoute:
    """Routes forms whose action is `noun.verb` when they come back."""

    name: str
    submit: Callable[[Turn, Action, str, Values], Reply]


class Phase(IntEnum):
    """The part of a tick in which something is done: what an earlier one does may make more due in a later one."""

    CLOSE = 1
    RETURN = 2
    """Pauses end, before rounds open."""
    OPEN = 3
    SEND = 4
    CLEAN_UP = 5
    AUDIT = 6
    """Last, since everything else adds to the audit trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWork(Generic[T]):
    """One kind of item that falls due.

    `find` returns up to so many that are due; `do` does one in a transaction of its own, and nothing if it is not due
    any more. `kind` names it in metrics and in the table of failed items.
    """

    kind: str
    phase: Phase
    find: Callable[[UnitOfWork, datetime, int], Iterable[T]]
    do: Callable[[UnitOfWork, T, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """A noun's part of `/my-data`.

    `erases` and `stays` say, before a person erases, what goes and what does not; each continues a sentence.
    """

    show: Callable[[Turn], Iterable[tuple[str, str]]] = lambda _turn: ()
    """Labels and values on the card of what is kept: never a word that somebody wrote."""
    export: Callable[[Turn], Iterable[tuple[str, str]]] = lambda _turn: ()
    """Everything the person wrote: where it stands, and the words."""
    erase: Callable[[Turn], None] = lambda _turn: None
    erases: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePair:
    """A cohort in which the person mentors or is mentored, and with whom; None while they are in no pair."""

    cohort: Cohort
    pairing: Pairing | None
    partner: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLines:
    """A noun's share of a section that belongs to several: a sentence, blocks below it, and buttons."""

    sentence: str = ""
    blocks: tuple[Plain, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSection:
    """A noun's part of the home: sections of its own, and lines in the section of each pair and each led cohort."""

    above: Callable[[Turn], Iterable[Section]] = lambda _turn: ()
    """Sections before those of the pairs."""
    below: Callable[[Turn], Iterable[Section]] = lambda _turn: ()
    """Sections after those of the pairs."""
    in_pair: Callable[[Turn, HomePair], HomeLines] = lambda _turn, _pair: HomeLines()
    in_led_cohort: Callable[[Turn, Cohort], HomeLines] = lambda _turn, _cohort: HomeLines()


@dataclass(frozen=True, slots=True)
class Listener(Generic[E]):
    """Hears every event of a kind, in the transaction that published it."""

    event: type[E]
    hear: Callable[[UnitOfWork, E], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A screen with example facts, by the name of the function that makes it, and who sees it."""

    name: str
    seen_by: str
    shown: Message | Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One noun of the product, as the rest of it sees it."""

    name: str
    commands: Sequence[Command] = ()
    buttons: Sequence[ButtonRoute] = ()
    forms: Sequence[FormRoute] = ()
    due: Sequence[DueWork[Any]] = ()
    personal_data: PersonalData = PersonalData()
    home: HomeSection = HomeSection()
    listeners: Sequence[Listener[Any]] = ()
    examples: Callable[[], Iterable[Example]] = tuple
    words: Callable[[Turn, str], Reply | None] | None = None
    """Answers plain words; None if they meant something else."""
    bystanders: Callable[[Turn], Reply | None] | None = None
    """Answers people without a part in any cohort, whatever they do but for commands that are for everybody."""

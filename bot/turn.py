"""Events from people, and the replies that go back at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from bot.address import Address
from bot.ids import EventKey
from bot.people.model import Person
from bot.ports import UnitOfWork
from bot.surface import Action, Form, Message, Values

if TYPE_CHECKING:
    from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that a command was called on. Who wrote it: a name or an account, as far as the platform says."""

    text: str
    author: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A command, without its slash, what was typed after it, and the message it was called on, if any."""

    command: str
    text: str = ""
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    action: Action


@dataclass(frozen=True, slots=True)
class Said:
    """Plain words in the person's own chat with the bot."""

    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form came back: its action, its instance and its values by field key, not yet checked."""

    action: Action
    instance: str
    values: Values


Act: TypeAlias = Called | Pressed | Said | Submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing a person did. `key` is the same for every delivery of the same event, and for no other."""

    key: EventKey
    who: Address
    act: Act


@dataclass(frozen=True, slots=True)
class Show:
    """A message only this person sees, as an answer."""

    message: Message


@dataclass(frozen=True, slots=True)
class Redraw:
    """The card whose button was pressed, drawn again in its place."""

    message: Message


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form to open."""

    form: Form


@dataclass(frozen=True, slots=True)
class RejectForm:
    """The form stays open with what was typed; a sentence stands at each field that needs mending."""

    form: Form
    problems: Values


Reply: TypeAlias = Show | Redraw | OpenForm | RejectForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One event being handled: the person is locked until the transaction ends.

    On a repeat the event was handled before: nothing may be written, the reply is read from what is kept.
    """

    unit: UnitOfWork
    person: Person
    now: datetime
    registry: Registry
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A request of an operator or lead that cannot be done; `message` has the reason and the fix."""

    message: str


class TurnFailed(Exception):
    """A form's turn broke and nothing of it was kept. Its person must be left with the form, to send it again."""

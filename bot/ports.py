"""The only ways out of the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.address import Address
from bot.approvals.store import ApprovalStore
from bot.asks.store import AskStore
from bot.charter.store import CharterStore
from bot.checkins.store import CheckinStore
from bot.events import DomainEvent
from bot.flags.store import FlagStore
from bot.outbox import Delivery, OutboxStore, Outcome, Retry, Undeliverable
from bot.people.store import PeopleStore
from bot.privacy.store import PrivacyStore
from bot.programme.store import ProgrammeStore
from bot.reports.store import ReportStore
from bot.reviews.store import ReviewStore
from bot.sessions.store import SessionStore
from bot.tickets.model import TicketState
from bot.tickets.store import TicketStore

T = TypeVar("T")


class FailedItemStore(Protocol):
    """Items a tick could not do: set aside so that they stop nothing else, and reported."""

    def quarantine(self, kind: str, item: str, error: str, at: datetime) -> None:
        """Sets the item aside for a while, longer each time it fails again."""

    def quarantined(self, kind: str) -> Mapping[str, datetime]:
        """Each parked item of the kind, and when it may be tried again."""

    def clear(self, kind: str, item: str) -> None: ...


class UnitOfWork(Protocol):
    """One transaction's view of all that is kept; commits whole or not at all."""

    @property
    def people(self) -> PeopleStore: ...
    @property
    def programme(self) -> ProgrammeStore: ...
    @property
    def charters(self) -> CharterStore: ...
    @property
    def checkins(self) -> CheckinStore: ...
    @property
    def reports(self) -> ReportStore: ...
    @property
    def approvals(self) -> ApprovalStore: ...
    @property
    def reviews(self) -> ReviewStore: ...
    @property
    def flags(self) -> FlagStore: ...
    @property
    def asks(self) -> AskStore: ...
    @property
    def tickets(self) -> TicketStore: ...
    @property
    def sessions(self) -> SessionStore: ...
    @property
    def privacy(self) -> PrivacyStore: ...
    @property
    def outbox(self) -> OutboxStore: ...
    @property
    def failed_items(self) -> FailedItemStore: ...

    def publish(self, event: DomainEvent) -> None:
        """Tells the features that listen, at once and in this transaction. What one of them raises passes on."""

    def roll_back(self) -> None:
        """Nothing this transaction wrote is kept: for repeats and for dry runs."""


class Work(Protocol):
    """Runs a function in one transaction and commits; run again from the start if the database asks for it.

    An exception rolls everything back and passes on.
    """

    def __call__(self, do: Callable[[UnitOfWork], T], /) -> T: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as their platform knows them today; "" where it does not say. A guest may not use all of it."""

    account: Address
    zone: str
    locale: str
    is_guest: bool = False


class DirectoryAway(Exception):
    """The directory cannot be asked now. It is asked again later, by itself; `doctor` says what is wrong."""


class Directory(Protocol):
    """A platform's list of people. Raises DirectoryAway where it cannot be asked."""

    async def look_up(self, workspace: str, email: str) -> Address | None:
        """The account with this email; None if there is none. "" is the workspace if there is only one."""

    async def profile(self, who: Address) -> Profile | None:
        """The account as it is now; None if it is gone. Its workspace is named even if `who` has none."""


class Messenger(Protocol):
    """Sends to one platform. Never raises for what a platform or a network can do: it is an Outcome."""

    async def send(self, delivery: Delivery) -> Outcome: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOrder:
    """A ticket as the desk sees it: the task, and nothing of any pairing.

    `key` is the same for every attempt; the desk, or a search there, finds an earlier one by it. `requester` is an
    email, or "" for the bot's own account.
    """

    key: str
    reference: str
    summary: str
    text: str
    requester: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStatus:
    """How a ticket stands at the desk. `at` is what the desk's clock says of that; None if it says nothing."""

    reference: str
    state: TicketState
    url: str = ""
    at: datetime | None = None


class Desk(Protocol):
    """The IT desk. Never raises for what it or a network can do: that is a Retry, or an Undeliverable.

    A ticket there that is not the order's, whatever its reference, is never taken for it.
    """

    @property
    def name(self) -> str:
        """As the settings call this kind of desk."""

    @property
    def can_poll(self) -> bool:
        """True if `poll` works; else the desk calls us, or its people act here."""

    async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus | Retry | Undeliverable:
        """One ticket however often it is called with the same key. `attempts` before this one may have succeeded."""

    async def poll(self, reference: str, order: TicketOrder) -> TicketStatus | Retry | Undeliverable: ...

    async def reopen(
        self, reference: str, order: TicketOrder, *, number: int
    ) -> TicketStatus | Retry | Undeliverable:
        """The ticket is open again. `number` tells a second reopening from a repeat of the first."""

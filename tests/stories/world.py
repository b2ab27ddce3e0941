"""A world to tell stories in: a real database, a clock that the story moves, and people who act through an edge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, assert_never

from sqlalchemy import Column, Engine, func, select

from adapters.runtime.clock import SimulatedClock
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.tables import check_in, delivery, round_, scope_flag, ticket
from adapters.sql.unit_of_work import Transactions
from bot.address import Address
from bot.conversation import handle
from bot.features import FEATURES
from bot.flags.model import Flag, FlagWords
from bot.flags.sealing import open_flag
from bot.ids import EventKey, FlagId, TicketId, new_id
from bot.outbox import Delivered, Delivery, DeliveryState, Outcome
from bot.people.directory_sync import apply_profile
from bot.people.enrolment import import_roster
from bot.people.model import Person
from bot.people.roles import Platform
from bot.people.roster import Roster, read_roster
from bot.ports import Profile, UnitOfWork
from bot.privacy.seal import KeyRing
from bot.programme.turns import create_cohort, launch
from bot.registry import Registry
from bot.surface import Action, Button, Buttons, Form, Message, Section
from bot.tickets.model import Ticket, TicketWords
from bot.tickets.sealing import open_ticket
from bot.ticks import Ticked, tick
from bot.turn import (
    Act,
    Called,
    Event,
    OpenForm,
    Pressed,
    Quoted,
    Redraw,
    Refused,
    RejectForm,
    Reply,
    Said,
    Show,
    Submitted,
)
from tests.stories.edges import Edge

T = TypeVar("T")

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
COHORT = "Spring"
HOUR, QUIET_HOURS = timedelta(hours=1), 6
_PLANNED = (
    select(func.min(check_in.c.send_at)).where(check_in.c.sent_at.is_(None)),
    select(func.min(check_in.c.remind_at)),
    select(func.min(round_.c.closes_at)).where(round_.c.closed_at.is_(None)),
    select(func.min(delivery.c.next_at)).where(delivery.c.state == DeliveryState.WAITING),
)
HEADER = "email,name,role,platform,user_id,tenant_id,timezone,country,pair,manager_email"


class RecordingMessenger:
    """Keeps what is sent in each person's conversation, and redraws cards in place."""

    def __init__(self, features: Registry = FEATURES) -> None:
        self.conversations: dict[Address, list[Message]] = {}
        self._features = features
        self._places: dict[str, tuple[Address, int]] = {}

    async def send(self, delivery: Delivery) -> Outcome:
        assert_buttons_declared(delivery.message, self._features)
        conversation = self.conversations.setdefault(delivery.to, [])
        if delivery.redraws and delivery.receipt:
            _, place = self._places[delivery.receipt]
            conversation[place] = delivery.message
            return Delivered(delivery.receipt)
        self._places[delivery.id] = (delivery.to, len(conversation))
        conversation.append(delivery.message)
        return Delivered(delivery.id)


@dataclass
class Actor:
    """A person in the story."""

    world: World
    email: str
    form: Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return self.world.edge.address(self.email)

    @property
    def conversation(self) -> list[Message]:
        return self.world.messenger.conversations.setdefault(self.address, [])

    @property
    def last(self) -> str:
        """What the person reads in the newest message."""
        return self.world.edge.reads(self.conversation[-1])

    @property
    def all(self) -> str:
        return "\n".join(self.world.edge.reads(message) for message in self.conversation)

    def types(self, text: str) -> str:
        """Words, or a command with its slash; what is read in answer."""
        command, _, rest = text.partition(" ")
        return self._act(Called(command[1:], rest) if text.startswith("/") else Said(text))

    def calls_on(self, command: str, text: str, *, by: str) -> str:
        """A command on a message that somebody wrote."""
        return self._act(Called(command, "", Quoted(text, by)))

    def presses(self, label: str) -> str:
        """The newest button that begins with the label."""
        for place, message in reversed(list(enumerate(self.conversation))):
            for button in shown_buttons(message):
                if button.label.startswith(label):
                    return self._act(Pressed(button.action), place)
        raise AssertionError(f"{self.email} sees no button {label!r} in: {self.all}")

    def fills(self, **values: str) -> str:
        """The open form, over what stands in it; `__` in a name is the dot of a key."""
        assert self.form, f"{self.email} has no form open"
        standing = {f.key: str(f.initial or "") for f in self.form.fields}
        filled = standing | {key.replace("__", "."): value for key, value in values.items()}
        return self._act(Submitted(self.form.action, self.form.instance, filled))

    def does(self, action: str, **about: str) -> str:
        """A press that no button shows: forged, or from long ago."""
        return self._act(Pressed(Action(action, about)))

    def repeats(self) -> str:
        """The last event comes once more, as platforms do."""
        return self._receive(self.world.arrives(self.events[-1]), None)

    def _act(self, act: Act, place: int | None = None) -> str:
        self.events.append(Event(key=EventKey(new_id()), who=self.address, act=act))
        return self._receive(self.world.arrives(self.events[-1]), place)

    def _receive(self, reply: Reply, place: int | None) -> str:
        match reply:
            case OpenForm(form):
                self.form, self.problems = form, {}
                return self.world.edge.reads(form)
            case RejectForm(form, problems):
                self.form, self.problems = form, problems
                return "\n".join(problems.values())
            case Redraw(message) if place is not None:
                self.conversation[place] = message
            case Show(message) | Redraw(message):
                self.conversation.append(message)
                self.form = None
        self.world.drains()
        return self.world.edge.reads(reply.message)


class World:
    """Everything a story needs. Time passes in hours and ticks and drains, as the scheduler does."""

    def __init__(
        self, engine: Engine, edge: Edge, start: datetime = MONDAY, features: Registry = FEATURES
    ) -> None:
        self.features = features
        self.engine = engine
        self.edge = edge
        self.clock = SimulatedClock(start)
        self.ring, _ = KeyRing.fresh()
        self.work = Transactions(engine, self.ring, self.clock, features.publish)
        self.messenger = RecordingMessenger(features)
        self.ticked: list[Ticked] = []
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, name: str) -> Actor:
        email = name if "@" in name else f"{name}@example.com"
        return self._actors.setdefault(email, Actor(self, email))

    def begins(self, *rows: str, name: str = COHORT, **cohort: str) -> None:
        """A cohort is made from roster rows (see `pair` and `alone`) and launched."""
        options = {"cadence_text": "every 4 weeks", **cohort}
        made = self.work(lambda u: create_cohort(u, name=name, now=self.clock.now(), actor="test", **options))
        assert not isinstance(made, Refused), made
        self.imports(*rows, name=name)
        launched = self.work(lambda u: launch(u, name, now=self.clock.now(), actor="test"))
        assert not isinstance(launched, Refused), launched
        self.passes(hours=1)

    def imports(self, *rows: str, name: str = COHORT) -> None:
        roster = read_roster("\n".join((HEADER, *map(self._with_account, rows))).encode())
        assert isinstance(roster, Roster), roster
        done = self.work(lambda u: import_roster(u, name, roster, now=self.clock.now(), actor="test"))
        assert not isinstance(done, Refused), done

    def _with_account(self, row: str) -> str:
        """The row with the account that its person has on the edge's platform."""
        whole = row if row.count(",") == HEADER.count(",") - 2 else f"{row},"
        email, name, role, _, rest = whole.split(",", maxsplit=4)
        who = self.edge.address(email)
        return ",".join((email, name, role, who.platform, who.user, who.workspace, rest))

    def finds(self, email: str) -> None:
        """The platform's directory is asked about somebody on no roster, and knows their account."""
        organisation = self.work(lambda u: u.programme.organisation())
        person = self.work(lambda u: u.people.by_email(organisation, email))
        assert person, f"nobody is known as {email}"
        found = Profile(account=self.edge.address(email), zone="Europe/London", locale="en-GB")
        self.work(lambda u: apply_profile(u, person.id, found, self.clock.now()))
        self.drains()

    def all_sign(self, *names: str) -> None:
        for name in names:
            self[name].presses("I agree and sign")

    def passes(self, *, days: int = 0, hours: int = 0) -> None:
        end = self.clock.now() + timedelta(days=days, hours=hours)
        while (now := self.clock.now()) < end:
            self.clock.advance(min(self._next_hour(now), end) - now)
            self.ticks()
            self.drains()

    def _next_hour(self, now: datetime) -> datetime:
        """The next full hour of the story's clock at which something planned is due; a quarter of a day at most."""
        with self.engine.connect() as connection:
            found = (connection.execute(query).scalar() for query in _PLANNED)
            due: list[datetime] = [moment for moment in found if moment]
        hours = min([-((now - moment) // HOUR) for moment in due] + [QUIET_HOURS])
        return now + max(hours, 1) * HOUR

    def person(self, name: str) -> Person:
        found = self.work(lambda u: u.people.by_email(u.programme.organisation(), f"{name}@example.com"))
        assert found, name
        return found

    def flags(self) -> list[Flag]:
        return self._kept(scope_flag.c.id, lambda unit, flag: unit.flags.flag(FlagId(flag)))

    def only_flag(self) -> FlagWords:
        (flag,) = self.flags()
        return self.work(lambda unit: open_flag(unit, flag))

    def tickets(self) -> list[Ticket]:
        return self._kept(ticket.c.id, lambda unit, one: unit.tickets.ticket(TicketId(one)))

    def only_ticket(self) -> TicketWords:
        (one,) = self.tickets()
        return self.work(lambda unit: open_ticket(unit, one))

    def _kept(self, ids: Column[str], read: Callable[[UnitOfWork, str], T | None]) -> list[T]:
        with self.engine.connect() as connection:
            found = connection.scalars(select(ids)).all()
        kept = self.work(lambda unit: [read(unit, one) for one in found])
        return [one for one in kept if one is not None]

    def ticks(self) -> Ticked:
        self.ticked.append(tick(self.clock.now(), self.work, self.features))
        assert not self.ticked[-1].failed, self.ticked[-1].failed
        return self.ticked[-1]

    def drains(self) -> None:
        due = select(delivery.c.seq).where(
            delivery.c.state == DeliveryState.WAITING, delivery.c.next_at <= self.clock.now()
        )
        with self.engine.connect() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return
        outbox_queue = SqlOutboxQueue(self.engine, self.ring)
        relay = OutboxRelay(outbox_queue, dict.fromkeys(Platform, self.messenger), self.clock, "story")
        asyncio.run(relay.run_once())

    def arrives(self, event: Event) -> Reply:
        arrived = self.edge.arrives(event)
        reply = handle(arrived, self.work, self.clock.now(), self.features)
        assert_declared(arrived.act, reply, self.features)
        return reply


def pair(mentor: str, executive: str, *, zone: str = "Europe/London", country: str = "GB") -> tuple[str, str]:
    """Two roster rows that make a pair."""
    place = f"{zone},{country},{mentor}"
    return (alone(mentor, "mentor", place=place), alone(executive, "executive", place=place))


def under(line_manager: str, rows: Iterable[str]) -> tuple[str, ...]:
    """The rows, with a line manager by name or email."""
    email = line_manager if "@" in line_manager else f"{line_manager}@example.com"
    return tuple(f"{row},{email}" for row in rows)


def alone(name: str, role: str, *, place: str = "Europe/London,GB,") -> str:
    return f"{name}@example.com,{name.title()},{role},ACCOUNT,{place}"


STAFF = (alone("lena", "lead"), alone("carl", "contact"))


def assert_declared(act: Act, reply: Reply, features: Registry) -> None:
    """A form answers only a button that says so, and every button and form in a reply has a route."""
    match reply:
        case OpenForm(form) | RejectForm(form):
            assert form.action.name in features.forms, f"no feature takes the form {form.action.name}"
            if isinstance(reply, OpenForm) and isinstance(act, Pressed):
                button = features.buttons[act.action.name]
                assert button.opens_form, f"{button.name} opens a form and does not declare it"
        case Show(message) | Redraw(message):
            assert_buttons_declared(message, features)
        case _ as never:
            assert_never(never)


def assert_buttons_declared(message: Message, features: Registry) -> None:
    for button in shown_buttons(message):
        assert button.action.name in features.buttons, f"no feature takes the button {button.action.name}"


def shown_buttons(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        for inner in block.blocks if isinstance(block, Section) else (block,):
            if isinstance(inner, Buttons):
                yield from (item for item in inner.items if isinstance(item, Button))


def flat(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(row for some in rows for row in some)

"""A fake bot behind the chat page, which records events, and a clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestClient

from adapters.browser.app import BrowserDependencies, add_browser
from adapters.browser.history import History
from adapters.browser.messenger import BrowserMessenger
from adapters.browser.page import PersonCard
from adapters.runtime.clock import SimulatedClock
from bot.address import Address
from bot.forms import Rejected, read_form
from bot.ids import DeliveryId, new_id
from bot.outbox import Delivery, Outcome
from bot.people.roles import Platform
from bot.surface import Action, Message, Text
from bot.turn import (
    Called,
    Event,
    OpenForm,
    Pressed,
    Redraw,
    RejectForm,
    Reply,
    Said,
    Show,
    Submitted,
)
from tests.browser.samples import FORM, INVITATION

Client: TypeAlias = TestClient[web.Request, web.Application]

START = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
COMMANDS = (
    ("check-in", "Answer your check-in, or change your answers"),
    ("charter", "See what was agreed, who signed, and sign"),
    ("cohort", "For programme leads: the cohort at a glance"),
    ("cohort-report", "For programme leads: what changed, in numbers"),
)


def address(user: str) -> Address:
    return Address(platform=Platform.BROWSER, workspace="demo", user=user)


ADA, GRACE, LEAD, STRANGER = address("ada"), address("grace"), address("lena"), address("nobody")
PEOPLE = (
    PersonCard(address=ADA, name="Ada Okafor", role="Mentor", zone="Europe/Berlin", pairs=(GRACE,)),
    PersonCard(address=address("leyla"), name="ليلى حداد", role="Mentor", zone="Asia/Beirut"),
    PersonCard(
        address=GRACE, name="Grace Lindqvist", role="Executive", zone="America/New_York", pairs=(ADA,)
    ),
    PersonCard(address=LEAD, name="Lena <Lead> Brandt", role="Programme lead", zone="Europe/London"),
)


def plain(text: str) -> Message:
    return Message(notify=text[:150], blocks=(Text(text),))


@dataclass
class Stage:
    """A fake bot. `asked` holds every event, repeats and failures included.

    It answers a form with a message, or redraws the card if an audience was picked.
    """

    folder: Path
    people: Sequence[PersonCard] = PEOPLE
    asked: list[Event] = field(default_factory=list)
    until_next: timedelta | None = timedelta(hours=5)

    def __post_init__(self) -> None:
        self.history = History(self.folder / "history.db")
        self.clock = SimulatedClock(START)
        self.messenger = BrowserMessenger(self.history, self.clock)

    def backstage(self, *, is_simulated: bool = True) -> BrowserDependencies:
        return BrowserDependencies(
            handle=self.handle,
            people=self.everybody,
            history=self.history,
            clock=self.clock,
            commands=COMMANDS,
            advance=self.advance if is_simulated else None,
            until_next=self.next_thing if is_simulated else None,
        )

    def app(self, *, is_simulated: bool = True) -> web.Application:
        app = web.Application()
        add_browser(app, self.backstage(is_simulated=is_simulated), host="127.0.0.1")
        app.on_cleanup.append(self.close)
        return app

    async def everybody(self) -> Sequence[PersonCard]:
        return self.people

    async def next_thing(self) -> timedelta | None:
        return self.until_next

    async def advance(self, by: timedelta) -> None:
        """Moves the clock. A day or more brings a check-in to Ada."""
        self.clock.advance(by)
        if by >= timedelta(days=1):
            await self.deliver(ADA, INVITATION, card="invitation")

    async def deliver(
        self, to: Address, message: Message, *, delivery: str = "", card: str = "", redraws: bool = False
    ) -> Outcome:
        return await self.messenger.send(
            Delivery(
                id=DeliveryId(delivery or new_id()),
                to=to,
                message=message,
                card=card,
                redraws=redraws,
                attempts=0,
            )
        )

    async def close(self, app: web.Application) -> None:
        self.history.close()

    async def handle(self, event: Event) -> Reply:
        self.asked.append(event)
        match event.act:
            case Called("check-in"):
                return Show(INVITATION)
            case Called(command, text):
                return Show(plain(f"You called {command} with “{text}”."))
            case Said("break"):
                raise RuntimeError("told to")
            case Said(text):
                return Show(plain(f"You said {len(text)} characters."))
            case Pressed(Action("checkin.form")):
                return OpenForm(FORM)
            case Pressed(Action("checkin.skip")):
                return Redraw(plain("You skipped this one."))
            case Pressed(action):
                return Show(plain(f"You pressed {action.name}."))
            case Submitted(_, _, values):
                return self.read(values)

    def read(self, values: object) -> Reply:
        assert isinstance(values, dict)
        match read_form(FORM, values):
            case Rejected(problems):
                return RejectForm(FORM, problems)
            case filled:
                answered = sum(1 for value in filled.values.values() if value)
                thanks = plain(f"Thank you. {answered} answers are kept.")
                return Redraw(thanks) if filled.values["audience"] else Show(thanks)

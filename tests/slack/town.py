"""The whole bot beside a local Slack: real database, real wiring, real HTTP both ways."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from adapters.configuration.settings import Settings, read_settings
from adapters.main import Core, build, open_core
from adapters.runtime.app import App
from adapters.sql.clock import DatabaseClock
from adapters.sql.unit_of_work import Transactions
from adapters.web.listen import Listening, listen
from bot.people.enrolment import import_roster
from bot.people.roster import Roster, read_roster
from bot.programme.turns import create_cohort, launch
from bot.ticks import tick
from bot.turn import Refused
from tests.slack.server.client import SIGNING_SECRET, Client
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import BOT_TOKEN, TEAM, Account

COHORT = "Spring"
MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
PEOPLE = {
    "U07PRIYA01": ("priya", "mentor"),
    "U07JONAS01": ("jonas", "executive"),
    "U07AMINA01": ("amina", "lead"),
}
HEADER = "email,name,role,platform,user_id,tenant_id,timezone,country,pair"


class TownClock(DatabaseClock):
    """Runs as time does, from a Monday morning, and can be moved on."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._apart = MONDAY - datetime.now(UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._apart

    def advance(self, by: timedelta) -> None:
        self._apart += by


@dataclass(kw_only=True)
class Town:
    """`url` is the app's own address."""

    slack: SlackServer
    core: Core
    app: App
    url: str
    clock: TownClock
    clients: dict[str, Client] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Client:
        user = next((user for user, (known, _) in PEOPLE.items() if known == name), name)
        return self.clients.setdefault(user, Client(self.slack, f"{self.url}/slack/events", user))

    async def drains(self) -> int:
        return await self.app.relay.run_once()

    async def passes(self, *, days: float = 0, hours: float = 0) -> None:
        """Time goes on; then it ticks and drains once."""
        self.clock.advance(timedelta(days=days, hours=hours))
        done = tick(self.clock.now(), self.core.work)
        assert not done.failed, done.failed
        await self.drains()

    def events(self) -> int:
        """The number of events kept."""
        with self.core.engine.connect() as connection:
            count: int = connection.exec_driver_sql("SELECT count(*) FROM seen_event").scalar_one()
            return count


def settings_of(slack: SlackServer, folder: Path, **more: str) -> dict[str, str]:
    return {
        "UPMENTOR_DATABASE_URL": f"sqlite:///{folder / 'upmentor.db'}",
        "UPMENTOR_SLACK_API_URL": slack.api_url,
        "UPMENTOR_SLACK_BOT_TOKEN": BOT_TOKEN,
        "UPMENTOR_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        **{f"UPMENTOR_{name.upper()}": value for name, value in more.items()},
    }


@asynccontextmanager
async def opened_town(slack: SlackServer, database: Path) -> AsyncIterator[Town]:
    """The settings are the environment's; `database` is an empty one to copy."""
    settings = read_settings()
    assert isinstance(settings, Settings), settings
    if (file := settings.sqlite_file) and not file.exists():
        shutil.copy(database, file)
    core = open_core(settings)
    assert isinstance(core, Core), core
    clock = TownClock(core.engine)
    slack.now = lambda: clock.now().timestamp()
    core = replace(core, clock=clock, work=Transactions(core.engine, core.ring, clock))
    app = build(core, host="127.0.0.1")
    assert isinstance(app, App), app
    opened = await listen(app.web, host="127.0.0.1", port=0)
    assert isinstance(opened, Listening), opened
    try:
        yield Town(slack=slack, core=core, app=app, url=opened.address, clock=clock)
    finally:
        await opened.close()
        for end in app.ends:
            await end()
        app.close()
        core.close()


def roster(tenant: str) -> Roster:
    """Everybody, in Slack."""
    rows = [
        f"{name}@example.com,{name.title()},{role},slack,{user},{tenant},Europe/London,GB,"
        f"{'' if role == 'lead' else 'one'}"
        for user, (name, role) in PEOPLE.items()
    ]
    contact = "carl@example.com,Carl,contact,browser,,,Europe/London,GB,"
    read = read_roster("\n".join([HEADER, *rows, contact]).encode())
    assert isinstance(read, Roster), read
    return read


def settle_in(town: Town, *, tenant: str = TEAM) -> None:
    """One pair and their lead, and the cohort launched: the charter waits in the outbox."""
    now = town.core.clock.now()
    work = town.core.work
    for done in (
        work(lambda u: create_cohort(u, name=COHORT, cadence_text="every 4 weeks", now=now, actor="test")),
        work(lambda u: import_roster(u, COHORT, roster(tenant), now=now, actor="test")),
        work(lambda u: launch(u, COHORT, now=now, actor="test")),
    ):
        assert not isinstance(done, Refused), done


def welcome(slack: SlackServer, accounts: Mapping[str, tuple[str, str]] = PEOPLE) -> None:
    """The people of the roster, as Slack knows them."""
    for user, (name, _) in accounts.items():
        slack.space.add(Account(id=user, email=f"{name}@example.com", name=name.title()))

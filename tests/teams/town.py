"""The whole bot beside a local Microsoft: real database, real wiring, real HTTP both ways."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from adapters.configuration.settings import Settings, read_settings
from adapters.main import Core, build, open_core
from adapters.runtime.app import App
from adapters.sql.unit_of_work import Transactions
from adapters.web.listen import Listening, listen
from bot.people.enrolment import import_roster
from bot.people.roster import Roster, read_roster
from bot.programme.turns import create_cohort, launch
from bot.ticks import tick
from bot.turn import Refused
from tests.slack.town import TownClock
from tests.teams.server.client import Client
from tests.teams.server.names import APP_ID, PASSWORD, TENANT, account
from tests.teams.server.server import TeamsServer

COHORT = "Spring"
PEOPLE = {"priya": "mentor", "jonas": "executive", "amina": "lead"}
HEADER = "email,name,role,platform,user_id,tenant_id,timezone,country,pair"


@dataclass(kw_only=True)
class Town:
    """`url` is the app's own address."""

    teams: TeamsServer
    core: Core
    app: App
    url: str
    clock: TownClock
    clients: dict[str, Client] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Client:
        return self.clients.setdefault(name, Client(self.teams, f"{self.url}/api/messages", name))

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
        return self._count("seen_event")

    def references(self) -> int:
        return self._count("conversation_reference")

    def _count(self, table: str) -> int:
        with self.core.engine.connect() as connection:
            count: int = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608 - ours
            return count


def settings_of(teams: TeamsServer, folder: Path, **more: str) -> dict[str, str]:
    return {
        "UPMENTOR_DATABASE_URL": f"sqlite:///{folder / 'upmentor.db'}",
        "UPMENTOR_TEAMS_APP_ID": APP_ID,
        "UPMENTOR_TEAMS_APP_PASSWORD": PASSWORD,
        "UPMENTOR_TEAMS_TENANT_ID": TENANT,
        "UPMENTOR_TEAMS_OPENID_METADATA_URL": f"{teams.url}/v1/.well-known/openidconfiguration",
        "UPMENTOR_TEAMS_LOGIN_URL": teams.url,
        "UPMENTOR_TEAMS_GRAPH_URL": teams.url,
        "UPMENTOR_TEAMS_SERVICE_URLS": teams.service_url,
        **{f"UPMENTOR_{name.upper()}": value for name, value in more.items()},
    }


@asynccontextmanager
async def opened_town(teams: TeamsServer, database: Path) -> AsyncIterator[Town]:
    """The settings are the environment's; `database` is an empty one to copy."""
    async with opened_bot(database) as (core, app, url, clock):
        teams.now = lambda: clock.now().timestamp()
        town = Town(teams=teams, core=core, app=app, url=url, clock=clock)
        try:
            yield town
        finally:
            for client in town.clients.values():
                await client.close()


@asynccontextmanager
async def opened_bot(database: Path) -> AsyncIterator[tuple[Core, App, str, TownClock]]:
    """The bot alone, where it is reached, and the clock that it reads."""
    settings = read_settings()
    assert isinstance(settings, Settings), settings
    if (file := settings.sqlite_file) and not file.exists():
        shutil.copy(database, file)
    core = open_core(settings)
    assert isinstance(core, Core), core
    clock = TownClock(core.engine)
    core = replace(core, clock=clock, work=Transactions(core.engine, core.ring, clock))
    app = build(core, host="127.0.0.1")
    assert isinstance(app, App), app
    opened = await listen(app.web, host="127.0.0.1", port=0)
    assert isinstance(opened, Listening), opened
    try:
        yield core, app, opened.address, clock
    finally:
        await opened.close()
        for end in app.ends:
            await end()
        app.close()
        core.close()


def roster(*, knows_accounts: bool = True) -> Roster:
    """Everybody, in Teams."""
    rows = [
        f"{name}@example.com,{name.title()},{role},teams,{account(name) if knows_accounts else ''},"
        f"{TENANT if knows_accounts else ''},Europe/London,GB,{'' if role == 'lead' else 'one'}"
        for name, role in PEOPLE.items()
    ]
    contact = "carl@example.com,Carl,contact,browser,,,Europe/London,GB,"
    read = read_roster("\n".join([HEADER, *rows, contact]).encode())
    assert isinstance(read, Roster), read
    return read


def settle_in(town: Town, *, knows_accounts: bool = True) -> None:
    """One pair and their lead, and the cohort launched: the charter waits in the outbox."""
    now = town.core.clock.now()
    work = town.core.work
    people = roster(knows_accounts=knows_accounts)
    for done in (
        work(lambda u: create_cohort(u, name=COHORT, cadence_text="every 4 weeks", now=now, actor="test")),
        work(lambda u: import_roster(u, COHORT, people, now=now, actor="test")),
        work(lambda u: launch(u, COHORT, now=now, actor="test")),
    ):
        assert not isinstance(done, Refused), done

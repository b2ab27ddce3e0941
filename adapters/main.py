"""The only place where parts are wired together, and nothing else."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web
from sqlalchemy import Engine

from adapters.configuration.keys import KeyProblem, open_ring
from adapters.configuration.settings import Settings, env_name
from adapters.desk.factory import ConfiguredDesk, open_desk
from adapters.desk.worker import DeskWorker
from adapters.operator.readiness import missing_keys, readiness, schema_problem
from adapters.runtime.directory_sync import sync_people_quietly
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.runtime.process_locks import LivenessLock, SingleInstanceLock, has_exited
from adapters.runtime.scheduler import Ticker
from adapters.runtime.turn_runner import TurnRunner
from adapters.sql.clock import DatabaseClock
from adapters.sql.engine import make_engine
from adapters.sql.metrics import read_metrics
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.rotation import ring_keys_used
from adapters.sql.schema import schema_state
from adapters.sql.stale_leases import release_all_leases, release_leases_of_exited_processes
from adapters.sql.unit_of_work import Transactions
from adapters.web.health import add_health
from adapters.web.listen import is_loopback
from adapters.web.metrics import add_metrics
from bot.features import COMMANDS
from bot.people.directory_sync import recognise
from bot.people.roles import Platform
from bot.ports import Directory, Messenger, Profile
from bot.privacy.seal import KeyRing

if TYPE_CHECKING:
    from adapters.slack.edge import SlackEdge
    from adapters.teams.edge import TeamsEdge

LOOK_SECONDS: Final = 60
"""How often to see whether a directory is to be asked about somebody."""
TURNS_AT_ONCE: Final = 4
"""With PostgreSQL; SQLite writes one at a time."""


@dataclass(frozen=True, slots=True)
class CannotStart:
    """Why, and the mend."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What every command works with."""

    settings: Settings
    engine: Engine
    ring: KeyRing
    clock: DatabaseClock
    work: Transactions
    outbox_queue: SqlOutboxQueue

    def close(self) -> None:
        self.engine.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What `serve` runs. `ends` are awaited when nothing is sent any more; `close` gives back all but the core."""

    web: web.Application
    turn_runner: TurnRunner
    relay: OutboxRelay
    desk: DeskWorker
    ticker: Ticker
    ends: Sequence[Callable[[], Awaitable[None]]] = ()
    closing: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self.closing.close()


def open_core(settings: Settings) -> Core | CannotStart:
    """The core on a database that this release can use and whose keys are at hand. Raises DatabaseError."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return CannotStart(f"There is no database at {file} yet. Run: upmentor migrate")
    engine = make_engine(settings.database_url)
    ring = _usable_ring(settings, engine)
    if isinstance(ring, CannotStart):
        engine.dispose()
        return ring
    clock = DatabaseClock(engine)
    return Core(
        settings=settings,
        engine=engine,
        ring=ring,
        clock=clock,
        work=Transactions(engine, ring, clock),
        outbox_queue=SqlOutboxQueue(engine, ring),
    )


def build(core: Core, *, host: str) -> App | CannotStart:
    """Everything that `serve` runs, to be called in its loop. Raises DatabaseError."""
    with ExitStack() as closing:
        if (refused := _alone(core, closing)) or (refused := _exposed(core.settings, host)):
            return refused
        app = web.Application()
        messengers: dict[Platform, Messenger] = {}
        relay = OutboxRelay(core.outbox_queue, messengers, core.clock, _holder(core, closing))
        opened = open_desk(core.settings, core.clock)
        desk = DeskWorker(core.work, opened.desk, core.clock, told=relay.wake)

        def wake() -> None:
            relay.wake()
            desk.wake()

        turn_runner = TurnRunner(work=core.work, clock=core.clock, threads=_turns_at_once(core), handled=wake)
        closing.callback(turn_runner.close)
        ticker = Ticker(
            work=core.work,
            clock=core.clock,
            seconds=core.settings.tick_seconds,
            tidy=Maintenance(core.engine),
            ticked=relay.wake,
        )
        add_health(app, readiness(core.engine))
        add_metrics(app, lambda: read_metrics(core.engine), core.clock)
        if core.settings.browser:
            messengers[Platform.BROWSER] = _open_browser(core, app, turn_runner, host=host, closing=closing)
        directories: dict[Platform, Directory] = {}
        slack = _open_slack(core, app, turn_runner) if core.settings.has_slack else None
        if slack:
            messengers[Platform.SLACK], directories[Platform.SLACK] = slack.messenger, slack.directory
        teams = _open_teams(core, app, turn_runner, relay) if core.settings.has_teams else None
        if teams:
            messengers[Platform.TEAMS], directories[Platform.TEAMS] = teams.messenger, teams.directory
        if directories:
            ticker.also(lambda: sync_people_quietly(directories, core.work, core.clock), seconds=LOOK_SECONDS)
        _hear_desk(core, app, opened, wake)
        return App(
            web=app,
            turn_runner=turn_runner,
            relay=relay,
            desk=desk,
            ticker=ticker,
            ends=(*(edge.close for edge in (slack, teams) if edge), opened.close),
            closing=closing.pop_all(),
        )


def _usable_ring(settings: Settings, engine: Engine) -> KeyRing | CannotStart:
    if said := schema_problem(schema_state(engine)):
        return CannotStart(said)
    used = ring_keys_used(engine)
    ring = open_ring(settings, may_make=not used)
    if isinstance(ring, KeyProblem):
        return CannotStart(ring.message)
    if missing := used.difference(ring.key_ids):
        return CannotStart(missing_keys(missing))
    return ring


def _alone(core: Core, closing: ExitStack) -> CannotStart | None:
    """With SQLite, one `serve` a file; it takes over at once what one before it held when it was killed."""
    file = core.settings.sqlite_file
    if file is None:
        return None
    try:
        alone = SingleInstanceLock(file)
    except BlockingIOError:
        return CannotStart(
            f"Another upmentor serve uses {file}. Stop it first; for several at once, use PostgreSQL"
        )
    except OSError as wrong:
        return CannotStart(f"The folder of {file} cannot be written: {wrong.strerror}")
    closing.callback(alone.close)
    release_all_leases(core.engine)
    return None


def _exposed(settings: Settings, host: str) -> CannotStart | None:
    if settings.browser and not is_loopback(host):
        return CannotStart(
            f"{env_name('browser')} serves a page that lets anybody act as anyone, so it needs --host 127.0.0.1"
        )
    if settings.teams_anonymous and not is_loopback(host):
        return CannotStart(
            f"{env_name('teams_anonymous')} lets anybody act as anyone, so it needs --host 127.0.0.1"
        )
    return None


def _open_browser(
    core: Core, app: web.Application, turn_runner: TurnRunner, *, host: str, closing: ExitStack
) -> Messenger:
    # Loaded where it is wanted: a bot in Slack alone starts sooner and smaller without it.
    from adapters.browser.app import BrowserDependencies, add_browser  # noqa: PLC0415
    from adapters.browser.history import History  # noqa: PLC0415
    from adapters.browser.messenger import BrowserMessenger  # noqa: PLC0415
    from adapters.browser.people import list_people  # noqa: PLC0415

    database = core.settings.sqlite_file or Path("upmentor.db")
    history = History(database.with_name(f"{database.stem}-chat.db"))
    closing.callback(history.close)
    backstage = BrowserDependencies(
        handle=turn_runner,
        people=lambda: asyncio.to_thread(core.work, list_people),
        history=history,
        clock=core.clock,
        commands=COMMANDS,
    )
    add_browser(app, backstage, host=host)
    return BrowserMessenger(history, core.clock)


def _open_slack(core: Core, app: web.Application, turn_runner: TurnRunner) -> SlackEdge:
    # Loaded where it is wanted: Slack's libraries take a third of a second and 20 MB.
    from adapters.slack.edge import SlackEdge  # noqa: PLC0415
    from adapters.sql.delivery_echoes import SqlDeliveryEchoes  # noqa: PLC0415
    from adapters.sql.installations import SqlInstallations  # noqa: PLC0415

    edge = SlackEdge(
        core.settings,
        handle=turn_runner,
        kept=SqlInstallations(core.engine, core.ring),
        arrivals=SqlDeliveryEchoes(core.engine),
        now=core.clock.now,
        changed=lambda who: asyncio.to_thread(
            core.work, lambda unit: unit.people.look_up_soon(who, core.clock.now())
        ),
    )
    edge.add_to(app)
    return edge


def _open_teams(core: Core, app: web.Application, turn_runner: TurnRunner, relay: OutboxRelay) -> TeamsEdge:
    # Loaded where it is wanted: the Bot Framework brings half of Azure's libraries along.
    from adapters.sql.conversation_references import SqlConversationReferences  # noqa: PLC0415
    from adapters.teams.edge import TeamsEdge  # noqa: PLC0415

    async def met(profile: Profile, emails: Sequence[str]) -> None:
        """What was promised to them before their account was known goes out at once."""
        now = core.clock.now()
        await asyncio.to_thread(core.work, lambda unit: recognise(unit, profile, emails, now))
        relay.wake()

    edge = TeamsEdge(
        core.settings,
        handle=turn_runner,
        references=SqlConversationReferences(core.engine),
        now=core.clock.now,
        met=met,
    )
    edge.add_to(app)
    return edge


def _hear_desk(core: Core, app: web.Application, opened: ConfiguredDesk, wake: Callable[[], None]) -> None:
    """The desk's webhook, where a secret is set by which it can be known."""
    secret = core.settings.desk_secret_text
    if secret:
        from adapters.desk.webhook_endpoint import WebhookEndpoint  # noqa: PLC0415 - only where there is somebody to hear

        WebhookEndpoint(desk=opened.desk, secret=secret, work=core.work, clock=core.clock, heard=wake).add_to(
            app
        )


def _turns_at_once(core: Core) -> int:
    return 1 if core.settings.sqlite_file else TURNS_AT_ONCE


def _holder(core: Core, closing: ExitStack) -> str:
    """Names this process among all that may hold a lease (64 characters fit), and frees what the dead still hold.

    Where no sign of life can be given, the leases of a process that is killed run out.
    """
    holder = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
    if core.settings.sqlite_file is None:
        release_leases_of_exited_processes(core.engine, has_exited)
        with suppress(OSError):
            closing.callback(LivenessLock(holder).close)
    return holder

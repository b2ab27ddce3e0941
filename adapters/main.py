"""Wires all parts together. Nothing else does, and it does nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web
from sqlalchemy import Engine

from adapters.configuration.keys import KeyProblem, open_ring
from adapters.configuration.loopback import is_loopback
from adapters.configuration.settings import Settings, env_name
from adapters.desk.factory import ConfiguredDesk, open_desk
from adapters.desk.worker import DeskWorker
from adapters.operator.metrics import read_metrics
from adapters.operator.readiness import missing_keys, readiness, schema_problem
from adapters.runtime.app import App
from adapters.runtime.directory_sync import sync_people_quietly
from adapters.runtime.maintenance import Maintenance
from adapters.runtime.outbox_relay import OutboxRelay
from adapters.runtime.process_identity import lease_holder, lock_database
from adapters.runtime.scheduler import Ticker
from adapters.runtime.turn_runner import TurnRunner
from adapters.sql.clock import DatabaseClock
from adapters.sql.engine import make_engine
from adapters.sql.outbox_queue import SqlOutboxQueue
from adapters.sql.rotation import ring_keys_used
from adapters.sql.schema import schema_state
from adapters.sql.unit_of_work import Transactions
from adapters.web.health import add_health
from adapters.web.prometheus import add_metrics
from bot.features import COMMANDS
from bot.people.directory_sync import recognise
from bot.people.roles import Platform
from bot.ports import Clock, Directory, Messenger, Profile
from bot.privacy.seal import KeyRing

if TYPE_CHECKING:
    from adapters.browser.history import History
    from adapters.slack.edge import SlackEdge
    from adapters.teams.edge import TeamsEdge

DIRECTORY_SYNC_SECONDS: Final = 60
POSTGRES_TURN_THREADS: Final = 4
"""SQLite has one writer at a time, so it gets one thread."""


@dataclass(frozen=True, slots=True)
class CannotStart:
    """The reason, and how to fix it."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The parts that every command needs."""

    settings: Settings
    engine: Engine
    ring: KeyRing
    clock: Clock
    work: Transactions
    outbox_queue: SqlOutboxQueue

    def close(self) -> None:
        self.engine.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """Parts that a caller gives `build` to use instead of its own. The caller closes them.

    `advance` lets the chat page move the clock by so much time.
    """

    history: History | None = None
    messengers: Mapping[Platform, Messenger] = field(default_factory=dict)
    advance: Callable[[timedelta], Awaitable[object]] | None = None


NO_OVERRIDES: Final = Overrides()


def open_core(settings: Settings) -> Core | CannotStart:
    """Opens the database, if this release can use its schema and has its keys. Raises DatabaseError."""
    file = settings.sqlite_file
    if file is not None and not file.exists():
        return CannotStart(f"There is no database at {file} yet. Run: upmentor migrate")
    engine = make_engine(settings.database_url)
    ring = _usable_ring(settings, engine)
    if isinstance(ring, CannotStart):
        engine.dispose()
        return ring
    return make_core(settings, engine, ring, DatabaseClock(engine))


def make_core(settings: Settings, engine: Engine, ring: KeyRing, clock: Clock) -> Core:
    return Core(
        settings=settings,
        engine=engine,
        ring=ring,
        clock=clock,
        work=Transactions(engine, ring, clock),
        outbox_queue=SqlOutboxQueue(engine, ring),
    )


def build(core: Core, *, host: str, overrides: Overrides = NO_OVERRIDES) -> App | CannotStart:
    """Makes everything that `serve` runs. To be called in the loop that runs it. Raises DatabaseError."""
    with ExitStack() as closing:
        if problem := lock_database(core.settings, core.engine, closing) or _exposure(core.settings, host):
            return CannotStart(problem)
        app = web.Application()
        messengers: dict[Platform, Messenger] = {}
        relay = OutboxRelay(
            core.outbox_queue, messengers, core.clock, lease_holder(core.settings, core.engine, closing)
        )
        opened = open_desk(core.settings, core.clock)
        desk = DeskWorker(core.work, opened.desk, core.clock, changed=relay.wake)

        def wake() -> None:
            relay.wake()
            desk.wake()

        turn_runner = TurnRunner(work=core.work, clock=core.clock, threads=_turn_threads(core), handled=wake)
        closing.callback(turn_runner.close)
        maintenance = Maintenance(core.engine)
        ticker = Ticker(
            work=core.work,
            clock=core.clock,
            seconds=core.settings.tick_seconds,
            maintain=maintenance,
            ticked=relay.wake,
        )
        add_health(app, readiness(core.engine))
        add_metrics(app, lambda: read_metrics(core.engine), core.clock)
        if core.settings.browser:
            messengers[Platform.BROWSER] = _open_browser(
                core, app, turn_runner, host=host, overrides=overrides, closing=closing
            )
        edges = _open_edges(core, app, turn_runner, relay)
        messengers.update({platform: edge.messenger for platform, edge in edges.items()})
        messengers.update(overrides.messengers)
        _schedule_directory_sync(core, ticker, {platform: edge.directory for platform, edge in edges.items()})
        _add_desk_webhook(core, app, opened, wake)
        return App(
            web=app,
            turn_runner=turn_runner,
            relay=relay,
            desk=desk,
            ticker=ticker,
            maintenance=maintenance,
            ends=(*(edge.close for edge in edges.values()), opened.close),
            closing=closing.pop_all(),
        )


def _usable_ring(settings: Settings, engine: Engine) -> KeyRing | CannotStart:
    if problem := schema_problem(schema_state(engine)):
        return CannotStart(problem)
    used = ring_keys_used(engine)
    ring = open_ring(settings, may_make=not used)
    if isinstance(ring, KeyProblem):
        return CannotStart(ring.message)
    if missing := used.difference(ring.key_ids):
        return CannotStart(missing_keys(missing))
    return ring


def _exposure(settings: Settings, host: str) -> str:
    """Why this host may not be served: others could reach a page without log-in. "" if it may."""
    if settings.browser and not is_loopback(host):
        return f"{env_name('browser')} serves a page that lets anybody act as anyone, so it needs --host 127.0.0.1"
    if settings.teams_anonymous and not is_loopback(host):
        return f"{env_name('teams_anonymous')} lets anybody act as anyone, so it needs --host 127.0.0.1"
    return ""


def _open_browser(
    core: Core,
    app: web.Application,
    turn_runner: TurnRunner,
    *,
    host: str,
    overrides: Overrides,
    closing: ExitStack,
) -> Messenger:
    # Imported only here: a bot in Slack alone starts faster and smaller without it.
    from adapters.browser.app import BrowserDependencies, add_browser  # noqa: PLC0415
    from adapters.browser.messenger import BrowserMessenger  # noqa: PLC0415
    from adapters.browser.people import list_people  # noqa: PLC0415

    history = overrides.history or _open_history(core.settings, closing)
    dependencies = BrowserDependencies(
        handle=turn_runner,
        people=lambda: asyncio.to_thread(core.work, list_people),
        history=history,
        clock=core.clock,
        commands=COMMANDS,
        advance=overrides.advance,
    )
    add_browser(app, dependencies, host=host)
    return BrowserMessenger(history, core.clock)


def _open_history(settings: Settings, closing: ExitStack) -> History:
    from adapters.browser.history import History  # noqa: PLC0415 - see _open_browser

    database = settings.sqlite_file or Path("upmentor.db")
    history = History(database.with_name(f"{database.stem}-chat.db"))
    closing.callback(history.close)
    return history


def _open_edges(
    core: Core, app: web.Application, turn_runner: TurnRunner, relay: OutboxRelay
) -> Mapping[Platform, SlackEdge | TeamsEdge]:
    edges: dict[Platform, SlackEdge | TeamsEdge] = {}
    if core.settings.has_slack:
        edges[Platform.SLACK] = _open_slack(core, app, turn_runner)
    if core.settings.has_teams:
        edges[Platform.TEAMS] = _open_teams(core, app, turn_runner, relay)
    return edges


def _schedule_directory_sync(core: Core, ticker: Ticker, directories: Mapping[Platform, Directory]) -> None:
    if directories:
        ticker.also(
            lambda: sync_people_quietly(directories, core.work, core.clock), seconds=DIRECTORY_SYNC_SECONDS
        )


def _open_slack(core: Core, app: web.Application, turn_runner: TurnRunner) -> SlackEdge:
    # Imported only here: Slack's libraries take a third of a second and 20 MB.
    from adapters.slack.edge import SlackEdge  # noqa: PLC0415
    from adapters.sql.delivery_echoes import SqlDeliveryEchoes  # noqa: PLC0415
    from adapters.sql.installations import SqlInstallations  # noqa: PLC0415

    edge = SlackEdge(
        core.settings,
        handle=turn_runner,
        installations=SqlInstallations(core.engine, core.ring),
        echoes=SqlDeliveryEchoes(core.engine),
        now=core.clock.now,
        person_changed=lambda who: asyncio.to_thread(
            core.work, lambda unit: unit.people.look_up_soon(who, core.clock.now())
        ),
    )
    edge.add_to(app)
    return edge


def _open_teams(core: Core, app: web.Application, turn_runner: TurnRunner, relay: OutboxRelay) -> TeamsEdge:
    # Imported only here: the Bot Framework brings many of Azure's libraries.
    from adapters.sql.conversation_references import SqlConversationReferences  # noqa: PLC0415
    from adapters.teams.edge import TeamsEdge  # noqa: PLC0415

    async def recognise_account(profile: Profile, emails: Sequence[str]) -> None:
        """Sends what waited for this person's account to become known."""
        now = core.clock.now()
        await asyncio.to_thread(core.work, lambda unit: recognise(unit, profile, emails, now))
        relay.wake()

    edge = TeamsEdge(
        core.settings,
        handle=turn_runner,
        references=SqlConversationReferences(core.engine),
        now=core.clock.now,
        recognise=recognise_account,
    )
    edge.add_to(app)
    return edge


def _add_desk_webhook(
    core: Core, app: web.Application, opened: ConfiguredDesk, wake: Callable[[], None]
) -> None:
    """Adds the endpoint if there is a secret to verify its callers with."""
    secret = core.settings.desk_secret_text
    if secret:
        from adapters.desk.webhook_endpoint import WebhookEndpoint  # noqa: PLC0415 - most installations have no desk

        endpoint = WebhookEndpoint(
            desk=opened.desk, secret=secret, work=core.work, clock=core.clock, accepted=wake
        )
        endpoint.add_to(app)


def _turn_threads(core: Core) -> int:
    return 1 if core.settings.sqlite_file else POSTGRES_TURN_THREADS

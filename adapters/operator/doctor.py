"""The checks of `upmentor doctor`. Each says how to fix what is wrong, and none shows a secret."""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never

from sqlalchemy import Engine, Select, func, select

from adapters.chat.doctor import Check
from adapters.chat.installations import Installation
from adapters.configuration.keys import KeyProblem, key_path, open_ring
from adapters.configuration.settings import DOTENV, Settings, SettingsProblems, read_settings
from adapters.desk.factory import open_desk
from adapters.operator.readiness import missing_keys, schema_problem
from adapters.sql.clock import DatabaseClock
from adapters.sql.engine import make_engine
from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.rotation import ring_keys_used
from adapters.sql.schema import SchemaState, schema_state
from adapters.sql.tables import delivery, parked
from adapters.sql.tickets import waiting_at_desk
from bot.outbox import DeliveryState, Retry, Undeliverable
from bot.privacy.seal import CannotOpen

MAX_CLOCK_SKEW: Final = timedelta(seconds=5)
MIN_SPACE: Final = 200 * 2**20
"""Bytes: room for the write-ahead log and for a migration that copies a table."""

_PARKED = select(func.count()).select_from(parked)
_FAILED = select(func.count()).where(delivery.c.state == DeliveryState.UNDELIVERABLE.value)


def run_checks() -> Iterator[Check]:
    """Runs one check after another, as far as possible: without settings there is no database to check."""
    settings = read_settings()
    if isinstance(settings, SettingsProblems):
        yield from (_check_of("settings", line) for line in settings.lines)
        return
    yield Check("settings", "complete and consistent")
    if settings.secret_keys is not None and (dotenv := Path(DOTENV)).is_file():
        yield _dotenv(dotenv)
    if (file := settings.sqlite_file) is not None:
        yield _space(file)
        if not file.exists():
            yield Check("database", f"there is none at {file}", "Run: upmentor migrate")
            return
    yield from _database(settings)


def _database(settings: Settings) -> Iterator[Check]:
    engine = make_engine(settings.database_url)
    try:
        state = schema_state(engine)
        yield Check("database", f"{settings.database_without_password} answers")
        yield _clock(engine)
        yield _schema(state)
        if not schema_problem(state):
            yield _keys(settings, engine)
            yield _parked(engine)
            yield _failed(engine)
            yield from _desk(settings, engine)
            if settings.has_slack:
                yield from _slack(settings, engine)
            if settings.has_teams:
                yield from _teams(settings)
    except DatabaseError as error:
        message, _, fix = str(error).partition("\n")
        yield Check("database", message, " ".join(fix.split()).removeprefix("How to fix: "))
    finally:
        engine.dispose()


def _dotenv(dotenv: Path) -> Check:
    if dotenv.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check(
            "dotenv", f"{dotenv} can be read by others, and keys are set", f"Run: chmod 600 {dotenv}"
        )
    return Check("dotenv", f"{dotenv} can be read by this user alone")


def _space(file: Path) -> Check:
    try:
        free = shutil.disk_usage(file.absolute().parent).free
    except OSError as wrong:
        return Check(
            "disk", f"{file.parent}: {wrong.strerror}", "Name a folder that exists in UPMENTOR_DATABASE_URL"
        )
    megabytes = f"{free / 2**20:,.0f} MB free for {file}"
    return Check("disk", megabytes, "" if free >= MIN_SPACE else "Free some space: 200 MB or more")


def _clock(engine: Engine) -> Check:
    ahead = DatabaseClock(engine).ahead()
    message = f"{abs(ahead).total_seconds():.1f} seconds between this machine and the database"
    return Check("clock", message, "" if abs(ahead) <= MAX_CLOCK_SKEW else "Set both clocks by NTP")


def _schema(state: SchemaState) -> Check:
    if problem := schema_problem(state):
        return _check_of("schema", problem)
    return Check("schema", f"{getattr(state, 'current', '') or getattr(state, 'revision', '')} can be used")


def _keys(settings: Settings, engine: Engine) -> Check:
    used = ring_keys_used(engine)
    path = key_path(settings) if settings.secret_keys is None else None
    if isinstance(path, Path) and not path.exists() and not used and settings.key_file is None:
        return Check("keys", f"none yet; they will be made in {path} when the first is needed")
    ring = open_ring(settings, may_make=False)
    if isinstance(ring, KeyProblem):
        return _check_of("keys", ring.message)
    if missing := used.difference(ring.key_ids):
        return _check_of("keys", missing_keys(missing))
    if isinstance(path, Path) and _is_beside_data(path, settings):
        return Check(
            "keys", f"{path} lies beside the database, so a copy of the folder opens everything", "Move it"
        )
    return Check(
        "keys", f"{len(ring.key_ids)} in the ring, newest {ring.key_ids[0]}, and they open every cohort"
    )


def _is_beside_data(path: Path, settings: Settings) -> bool:
    data = settings.sqlite_file
    return data is not None and data.absolute().parent.resolve() == path.absolute().parent.resolve()


def _parked(engine: Engine) -> Check:
    count = _count(engine, _PARKED)
    fix = "Look for `item set aside` in the log of serve: it names each with its error" if count else ""
    return Check("parked", f"{count:,} items that a tick could not do", fix)


def _failed(engine: Engine) -> Check:
    count = _count(engine, _FAILED)
    return Check(
        "deliveries", f"{count:,} undeliverable", "Run: upmentor deliveries --failed" if count else ""
    )


def _desk(settings: Settings, engine: Engine) -> Iterator[Check]:
    """Checks how many jobs wait and why, then whether the desk works."""
    waiting, why = waiting_at_desk(engine)
    if why:
        message, _, fix = why.partition(". ")
        yield Check(
            "tickets",
            f"{waiting:,} wait for the desk: {message}",
            fix or "They are tried again by themselves",
        )
    else:
        yield Check("tickets", f"{waiting:,} on their way to the desk")
    yield asyncio.run(_check_desk(settings, DatabaseClock(engine)))


async def _check_desk(settings: Settings, clock: DatabaseClock) -> Check:
    opened = open_desk(settings, clock)
    try:
        found = await opened.desk.check()
    finally:
        await opened.close()
    match found:
        case str():
            return Check("desk", f"{settings.desk}: {found}")
        case Retry():
            return _check_of("desk", found.why)
        case Undeliverable():
            return Check("desk", found.reason, found.repair)
        case _ as never:
            assert_never(never)


def _slack(settings: Settings, engine: Engine) -> Iterator[Check]:
    # Imported only here: Slack's libraries are slow to import.
    from adapters.slack import doctor as slack_doctor  # noqa: PLC0415
    from adapters.sql.installations import SqlInstallations  # noqa: PLC0415

    ring = open_ring(settings, may_make=False)
    installed: list[Installation] = []
    if settings.slack_bot_token is None and not isinstance(ring, KeyProblem):
        kept = SqlInstallations(engine, ring)
        try:
            installed = [one for workspace in kept.workspaces() if (one := kept.find(workspace))]
        except CannotOpen as wrong:
            yield _check_of("slack workspaces", f"A token does not open: {wrong}. Install the app again")

    async def look() -> list[Check]:
        return [check async for check in slack_doctor.run_checks(settings, installed)]

    yield from asyncio.run(look())


def _teams(settings: Settings) -> Iterator[Check]:
    from adapters.teams import doctor as teams_doctor  # noqa: PLC0415 - loaded where it is wanted, like Slack's

    async def look() -> list[Check]:
        return [check async for check in teams_doctor.run_checks(settings)]

    yield from asyncio.run(look())


def _count(engine: Engine, statement: Select[int]) -> int:
    with translate_errors(), engine.begin() as connection:
        return connection.execute(statement).scalar_one()


def _check_of(name: str, problem: str) -> Check:
    """A failed check. The problem's second sentence says how to fix it."""
    message, _, fix = problem.partition(". ")
    return Check(name, message, fix or "See the documentation")

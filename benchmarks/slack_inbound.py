"""Slash commands a second: signed request, durable commit, acknowledgement; beside a bare Bolt app on the same."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import quantiles
from typing import Final

import aiohttp
from sqlalchemy import Engine

from adapters.sql.unit_of_work import Transactions
from benchmarks.databases import Database, database, kinds_here
from benchmarks.harness import Result, paired, python_path, settled_memory
from benchmarks.programme import MONDAY
from bot.people.enrolment import import_roster
from bot.people.roster import Roster, read_roster
from bot.privacy.seal import KeyRing, new_key_text
from bot.programme.turns import create_cohort
from tests.slack.payloads import body_of, payload
from tests.slack.server.client import signed
from tests.slack.server.workspace import TEAM

AT_ONCE: Final = 32


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 100
    commands: int = 1_000
    runs: int = 9
    latency_seconds: float = 5.0


def measure(size: Size) -> Iterator[Result]:
    for kind in kinds_here():
        with database(kind) as opened:
            yield from _measure(opened, size)


def _measure(opened: Database, size: Size) -> Iterator[Result]:
    keys = new_key_text()
    users = _enrol(opened.engine, keys, size.people)
    url = opened.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    opened.engine.dispose()
    with _serving("bare", url, keys) as bare, _serving("ours", url, keys) as ours:
        load_bare, load_ours = _Load(bare, users), _Load(ours, users)
        rates = paired(
            lambda: load_bare.rate(size.commands), lambda: load_ours.rate(size.commands), runs=size.runs
        )
        yield rates.named(
            "slack_inbound",
            f"commands/s: signed slash command to commit to ack beside a bare Bolt app with one INSERT, "
            f"{opened.kind}, {AT_ONCE} at once",
            goal="ratio ≥ 0.7",
            note=opened.settings,
        )
        half = rates.ours / 2
        late = paired(
            lambda: load_bare.p99(half, size.latency_seconds),
            lambda: load_ours.p99(half, size.latency_seconds),
            runs=1 if size.runs == 1 else 3,
            warm_up=False,
        )
        yield late.named(
            "slack_inbound",
            f"ms: 99th percentile at half of our rate, {opened.kind}",
            goal="ours < 100 ms",
            note=f"{half:.0f}/s",
        )


def _enrol(engine: Engine, keys: str, people: int) -> list[str]:
    """Everybody of a team, in Slack."""
    users = [f"U{number:08d}" for number in range(people)]
    rows = [f"p{user}@example.com,P,team,slack,{user},{TEAM},Europe/London" for user in users]
    read = read_roster("\n".join(["email,name,role,platform,user_id,tenant_id,timezone", *rows]).encode())
    assert isinstance(read, Roster), read  # noqa: S101 - else there is nothing to measure
    work = Transactions(engine, KeyRing.parse(keys), _Now())
    work(lambda u: create_cohort(u, name="Benchmark", cadence_text="every 4 weeks", now=MONDAY, actor="b"))
    work(lambda u: import_roster(u, "Benchmark", read, now=MONDAY, actor="benchmark"))
    return users


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def _serving(kind: str, url: str, keys: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="upmentor-benchmark-") as folder:
        others = {name: value for name, value in os.environ.items() if not name.startswith("UPMENTOR_")}
        ours = {
            "UPMENTOR_SECRET_KEYS": keys,
            "UPMENTOR_LOG_LEVEL": "warning",
            "PYTHONPATH": python_path(),
            "NO_PROXY": "127.0.0.1",
        }
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.slack_servers", kind, url],
            env=others | ours,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout  # noqa: S101 - it is a pipe
            assert process.stdin  # noqa: S101 - likewise
            yield int(process.stdout.readline())
            process.stdin.close()


class _Load:
    """Clients that send one command after another, each as somebody else."""

    def __init__(self, port: int, users: list[str]) -> None:
        self._url = f"http://127.0.0.1:{port}/slack/events"
        self._users = users
        self._sent = 0

    def rate(self, commands: int) -> float:
        return asyncio.run(self._rate(commands))

    def p99(self, a_second: float, seconds: float) -> float:
        """Milliseconds, at an even pace."""
        return asyncio.run(self._p99(a_second, seconds))

    async def _rate(self, commands: int) -> float:
        bodies = [self._command() for _ in range(commands)]
        now = time.time()
        async with self._session() as session:
            began = time.perf_counter()
            shares = (bodies[n::AT_ONCE] for n in range(AT_ONCE))
            await asyncio.gather(*(self._send_all(session, share, now) for share in shares))
            return commands / (time.perf_counter() - began)

    async def _send_all(self, session: aiohttp.ClientSession, bodies: list[bytes], now: float) -> None:
        for body in bodies:
            await self._send(session, body, now)

    async def _p99(self, a_second: float, seconds: float) -> float:
        count = max(20, int(a_second * seconds))
        bodies, now = [self._command() for _ in range(count)], time.time()
        with settled_memory():
            return await self._paced(bodies, now, a_second)

    async def _paced(self, bodies: list[bytes], now: float, a_second: float) -> float:
        async with self._session() as session:
            began = asyncio.get_running_loop().time()
            waits = [
                self._timed(session, body, now, began + number / a_second)
                for number, body in enumerate(bodies)
            ]
            took = await asyncio.gather(*waits)
        return quantiles(took, n=100)[98] * 1_000

    async def _timed(self, session: aiohttp.ClientSession, body: bytes, now: float, at: float) -> float:
        """From when it was meant to be sent: a server that is late is late for all that wait behind."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(at - loop.time())
        await self._send(session, body, now)
        return loop.time() - at

    async def _send(self, session: aiohttp.ClientSession, body: bytes, now: float) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **signed(body, now)}
        async with session.post(self._url, data=body, headers=headers) as response:
            assert response.status == 200, response.status  # noqa: S101 - a refusal is no measurement
            await response.read()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiohttp.ClientSession]:
        connector = aiohttp.TCPConnector(limit=4 * AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as session:
            yield session

    def _command(self) -> bytes:
        self._sent += 1
        user = self._users[self._sent % len(self._users)]
        trigger = f"{time.time_ns()}.{self._sent}.x"
        return body_of(payload("command") | {"command": "/pause", "user_id": user, "trigger_id": trigger})

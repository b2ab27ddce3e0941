"""Messages a second: token check, durable commit, answer through the Connector; beside Microsoft's own echo bot."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import msgspec
from sqlalchemy import Engine

from adapters.sql.unit_of_work import Transactions
from benchmarks.databases import Database, database, kinds_here
from benchmarks.harness import Result, paired, python_path
from benchmarks.programme import MONDAY
from benchmarks.teams_servers import GIVEN_TOKEN
from bot.people.enrolment import import_roster
from bot.people.roster import Roster, read_roster
from bot.privacy.seal import KeyRing, new_key_text
from bot.programme.turns import create_cohort
from tests.teams.server.client import Client
from tests.teams.server.names import ISSUER, TENANT, account
from tests.teams.server.server import TeamsServer


@dataclass(frozen=True, slots=True)
class Size:
    """`slow` is what each call of the slow Connector takes, in seconds."""

    people: int = 100
    messages: int = 600
    of_stock: int = 80
    at_once: int = 32
    slow: float = 0.2
    slow_at_once: int = 256
    runs: int = 5


def measure(size: Size) -> Iterator[Result]:
    for kind in kinds_here():
        with database(kind) as opened:
            yield from _measure(opened, size)


def _measure(opened: Database, size: Size) -> Iterator[Result]:
    keys = new_key_text()
    names = _enrol(opened.engine, keys, size.people)
    url = opened.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    opened.engine.dispose()
    with asyncio.Runner() as runner:
        teams = TeamsServer(validates=False)
        running = teams.running()
        runner.run(running.__aenter__())
        teams.tokens[GIVEN_TOKEN] = ISSUER
        with _serving("bare", url, keys, teams) as bare, _serving("ours", url, keys, teams) as ours:
            stock, mine = (_Load(runner, teams, port, names) for port in (bare, ours))
            yield from _quick(stock, mine, size, opened)
            teams.delay = size.slow
            yield from _slow(stock, mine, size, opened)
        runner.run(running.__aexit__(None, None, None))


def _quick(stock: _Load, mine: _Load, size: Size, opened: Database) -> Iterator[Result]:
    rates = paired(
        lambda: stock.rate(size.of_stock, size.at_once),
        lambda: mine.rate(size.messages, size.at_once),
        runs=size.runs,
    )
    yield rates.named(
        "teams_inbound",
        f"messages/s: signed activity to commit to answer beside Microsoft's echo bot without a commit, "
        f"Connector at once, {opened.kind}, {size.at_once} at once",
        goal="ratio ≥ 10",
        note=opened.settings,
    )
    stood = paired(
        lambda: stock.lag(size.of_stock, size.at_once),
        lambda: mine.lag(size.messages, size.at_once),
        runs=1 if size.runs == 1 else 3,
        warm_up=False,
    )
    yield stood.named(
        "teams_inbound",
        f"ms: longest that the event loop stood still under full load, {opened.kind}",
        goal="ours < 50 ms",
    )


def _slow(stock: _Load, mine: _Load, size: Size, opened: Database) -> Iterator[Result]:
    rates = paired(
        lambda: stock.rate(size.of_stock, size.slow_at_once),
        lambda: mine.rate(size.messages, size.slow_at_once),
        runs=1 if size.runs == 1 else 3,
    )
    yield rates.named(
        "teams_inbound",
        f"messages/s: the same with a Connector that takes {size.slow * 1_000:.0f} ms, {opened.kind}, "
        f"{size.slow_at_once} at once",
        goal="ratio ≥ 10",
    )


def _enrol(engine: Engine, keys: str, people: int) -> list[str]:
    """Everybody of a team, in Teams."""
    names = [f"p{number:04d}" for number in range(people)]
    rows = [f"{name}@example.com,P,team,teams,{account(name)},{TENANT},Europe/London" for name in names]
    read = read_roster("\n".join(["email,name,role,platform,user_id,tenant_id,timezone", *rows]).encode())
    assert isinstance(read, Roster), read  # noqa: S101 - else there is nothing to measure
    work = Transactions(engine, KeyRing.parse(keys), _Now())
    work(lambda u: create_cohort(u, name="Benchmark", cadence_text="every 4 weeks", now=MONDAY, actor="b"))
    work(lambda u: import_roster(u, "Benchmark", read, now=MONDAY, actor="benchmark"))
    return names


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@contextmanager
def _serving(kind: str, url: str, keys: str, teams: TeamsServer) -> Iterator[int]:
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
            [sys.executable, "-m", "benchmarks.teams_servers", kind, url, teams.url],
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
    """Clients that send one message after another, each as somebody else; the local Microsoft runs beside them."""

    def __init__(self, runner: asyncio.Runner, teams: TeamsServer, port: int, names: list[str]) -> None:
        self._runner = runner
        self._teams = teams
        self._url = f"http://127.0.0.1:{port}"
        self._clients = [Client(teams, "", name) for name in names]
        for name in names:
            teams.add(name)
        self._sent = 0

    def rate(self, messages: int, at_once: int) -> float:
        return self._runner.run(self._rate(messages, at_once))

    def lag(self, messages: int, at_once: int) -> float:
        """Milliseconds."""
        return self._runner.run(self._lag(messages, at_once))

    async def _rate(self, messages: int, at_once: int) -> float:
        bodies = [self._message() for _ in range(messages)]
        self._teams.calls.clear()
        self._teams.posted.clear()
        token = self._teams.signer.token(self._teams.now(), self._teams.service_url)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connector = aiohttp.TCPConnector(limit=at_once)
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:
            loop = asyncio.get_running_loop()
            began = loop.time()
            shares = (bodies[n::at_once] for n in range(at_once))
            await asyncio.gather(*(self._send_all(session, share) for share in shares))
            took = loop.time() - began
        answered = len(self._teams.posted)
        assert answered == messages, f"{answered} of {messages} were answered"  # noqa: S101 - else it is no measurement
        return messages / took

    async def _lag(self, messages: int, at_once: int) -> float:
        async with aiohttp.ClientSession() as session:
            await self._told(session)
            await self._rate(messages, at_once)
            return await self._told(session)

    async def _told(self, session: aiohttp.ClientSession) -> float:
        async with session.get(f"{self._url}/lag") as response:
            return float(await response.text())

    async def _send_all(self, session: aiohttp.ClientSession, bodies: list[bytes]) -> None:
        for body in bodies:
            async with session.post(f"{self._url}/api/messages", data=body) as response:
                assert response.status in (200, 201), response.status  # noqa: S101 - a refusal is no measurement
                await response.read()

    def _message(self) -> bytes:
        self._sent += 1
        client = self._clients[self._sent % len(self._clients)]
        return msgspec.json.encode(client.activity(type="message", text="/pause"))

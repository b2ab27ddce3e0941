"""A round's check-ins to everybody through a Slack that limits, fails and stalls, while `serve` is killed twice.

The time is counted from the first message that Slack took to the last, against what its own limits allow for as many
calls: one that fails counts for Slack too.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Final

from aiohttp import ClientError
from sqlalchemy import func, select, update

from adapters.sql.tables import check_in, cohort, delivery, round_
from benchmarks.databases import Database, database, kinds_here
from benchmarks.harness import Result, python_path
from benchmarks.programme import MONDAY, NAME, Programme
from bot.checkins.turns import Opened, open_now
from bot.outbox import DeliveryState
from bot.people.roles import Platform
from bot.privacy.seal import new_key_text
from bot.ticks import tick
from tests.slack.server.client import SIGNING_SECRET, echo
from tests.slack.server.faults import LoseAnswer, Refuse, Reset, Stall, Status
from tests.slack.server.rates import Rates
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import BOT_TOKEN, TEAM, Account, Posted

_UPMENTOR: Final = ("-c", "from adapters.cli.main import cli; cli(prog_name='upmentor')")
_FAULTS: Final = (
    LoseAnswer(),
    Stall(10),
    Reset(),
    Status(500),
    Status(200),
    Refuse("internal_error"),
)
_PATIENCE: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 10_000
    a_minute: int = 1_500
    """Faster than Slack, or it would take 33 minutes."""
    faults: float = 0.05
    kills: int = 2


def measure(size: Size) -> Iterator[Result]:
    """Both databases at once: each waits for Slack's limit nearly all the time, and it halves 14 minutes."""
    with ExitStack() as closing, ThreadPoolExecutor() as pool:
        opened = [closing.enter_context(database(kind)) for kind in kinds_here()]
        yield from pool.map(lambda one: _measure(one, size), opened)


def _measure(opened: Database, size: Size) -> Result:
    with tempfile.TemporaryDirectory(prefix="upmentor-benchmark-") as folder:
        sent = asyncio.run(_Town(Path(folder), opened, size).sends())
    return sent.named(size, opened.kind)


@dataclass(slots=True)
class Sent:
    """What Slack took, and when. `expected` are the deliveries whose answer was lost, by a fault or by a kill."""

    times: list[float] = field(default_factory=list)
    copies: Counter[str] = field(default_factory=Counter)
    expected: set[str] = field(default_factory=set)
    calls: int = 0
    refused: int = 0
    undelivered: int = 0
    kills: list[float] = field(default_factory=list)

    @property
    def doubles(self) -> dict[str, int]:
        return {delivery: copies for delivery, copies in self.copies.items() if copies > 1}

    @property
    def silence(self) -> float:
        """Seconds from each kill to the next message, all together."""
        return sum(next((at for at in self.times if at > kill), kill) - kill for kill in self.kills)

    def problems(self, people: int) -> list[str]:
        """What may not be: a message lost, or a double that no lost answer explains."""
        lost = people - len(self.copies)
        strange = self.doubles.keys() - self.expected
        return [
            *([f"{lost} lost"] if lost else []),
            *([f"{self.undelivered} not delivered"] if self.undelivered else []),
            *([f"{len(strange)} doubles without a reason"] if strange else []),
        ]

    def named(self, size: Size, kind: str) -> Result:
        if problems := self.problems(size.people):
            raise AssertionError(", ".join(problems))
        took = self.times[-1] - self.times[0]
        allowed = self.calls * 60 / size.a_minute
        return Result(
            name="slack_fan_out",
            what=f"s: {size.people:,} check-ins to Slack beside what its limit of {size.a_minute:,} a minute allows, "
            f"{size.faults:.0%} faults, {size.kills} × kill -9, {kind}",
            baseline=float(f"{allowed:.3g}"),
            ours=float(f"{took:.3g}"),
            ratio=float(f"{took / allowed:.3g}"),
            goal="ratio ≤ 1.05, none lost",
            runs=1,
            note=f"none lost; {len(self.expected)} answers lost, {len(self.doubles)} sent twice for it; "
            f"{self.refused} refused as too many; {self.silence:.0f} s of silence after the kills",
        )


class _Town:
    def __init__(self, folder: Path, opened: Database, size: Size) -> None:
        self._size = size
        self._folder = folder
        self._engine = opened.engine
        self._url = opened.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
        self._keys = new_key_text()
        self._slack = SlackServer()
        self._sent = Sent()
        self._app_url = ""

    async def sends(self) -> Sent:
        await asyncio.to_thread(self._prepare)
        self._slack.posted = self._took
        async with self._slack.running():
            self._slack.rates = Rates(a_minute=self._size.a_minute)
            self._slack.faults.by_chance(self._size.faults, _FAULTS, seed=1)
            step = self._size.people // (self._size.kills + 1)
            for number in range(self._size.kills):
                async with self._serving() as serve:
                    await self._until(lambda number=number: len(self._sent.copies) >= step * (number + 1))
                    serve.kill()
                    self._sent.kills.append(monotonic())
                    await serve.wait()
                self._sent.expected |= await asyncio.to_thread(self._unsettled)
            async with self._serving():
                await self._until(lambda: self._waiting() == 0)
        self._conclude()
        return self._sent

    def _prepare(self) -> None:
        """Everybody's check-in is promised: on a Monday at eleven, since nobody is asked at night or on a Sunday."""
        programme = Programme(self._engine, keys=self._keys)
        programme.begin(self._size.people, platform=Platform.SLACK, workspace=TEAM)
        opened = programme.work(lambda unit: open_now(unit, NAME, now=MONDAY, actor="benchmark"))
        assert isinstance(opened, Opened), opened  # noqa: S101 - else there is nothing to measure
        ticked = tick(MONDAY, programme.work)
        assert ticked.done["check_in.send"] == self._size.people, ticked  # noqa: S101 - likewise
        later = datetime.now(UTC) + timedelta(days=5)
        with self._engine.begin() as connection:
            connection.execute(update(round_).values(closes_at=later))
            connection.execute(update(check_in).values(remind_at=later))
            connection.execute(update(cohort).values(next_round_on=None))
        for number in range(self._size.people):
            self._slack.space.add(Account(id=f"U{number:08d}"))

    async def _took(self, posted: Posted) -> None:
        """Slack has a message, and tells the app of it, as it does of every message in a person's own chat."""
        self._sent.times.append(monotonic())
        self._sent.copies[posted.delivery()] += 1
        try:
            await echo(self._slack, self._app_url, posted)
        except (OSError, ClientError):
            return  # it is just being killed

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[asyncio.subprocess.Process]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("UPMENTOR_")}
        ours = {
            "UPMENTOR_DATABASE_URL": self._url,
            "UPMENTOR_SECRET_KEYS": self._keys,
            "UPMENTOR_SLACK_API_URL": self._slack.api_url,
            "UPMENTOR_SLACK_BOT_TOKEN": BOT_TOKEN,
            "UPMENTOR_SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "UPMENTOR_SLACK_MESSAGES_A_MINUTE": str(self._size.a_minute),
            "UPMENTOR_LOG_LEVEL": "warning",
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": python_path(),
        }
        arguments = (*_UPMENTOR, "serve", "--port", "0")
        serve = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=others | ours, cwd=self._folder, stdout=subprocess.PIPE
        )
        assert serve.stdout  # noqa: S101 - it is a pipe
        said = await serve.stdout.readline()
        self._app_url = f"{said.decode().rpartition(' ')[2].strip()}/slack/events"
        try:
            yield serve
        finally:
            if serve.returncode is None:
                serve.terminate()
                await serve.wait()

    async def _until(self, is_so: object) -> None:
        assert callable(is_so)  # noqa: S101 - a condition
        until = monotonic() + _PATIENCE.total_seconds()
        while not await asyncio.to_thread(is_so):
            if monotonic() > until:
                raise TimeoutError(f"{len(self._sent.copies)} of {self._size.people} sent")
            await asyncio.sleep(0.2)

    def _unsettled(self) -> set[str]:
        """What Slack took, and the killed process did not get to write down."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(delivery.c.id).where(delivery.c.state == DeliveryState.WAITING.value)
            )
            return {one for one in rows.scalars() if self._sent.copies[one]}

    def _waiting(self) -> int:
        with self._engine.connect() as connection:
            count: int = connection.execute(
                select(func.count()).where(delivery.c.state == DeliveryState.WAITING.value)
            ).scalar_one()
            return count

    def _conclude(self) -> None:
        self._sent.expected |= {
            str(call.sent["metadata"]["event_payload"]["delivery"])
            for call in self._slack.calls_of("chat.postMessage")
            if call.answer is None
        }
        if rates := self._slack.rates:
            self._sent.calls, self._sent.refused = rates.taken - rates.burst, rates.refused
        with self._engine.connect() as connection:
            settled = select(func.count()).where(delivery.c.state == DeliveryState.DELIVERED.value)
            self._sent.undelivered = self._size.people - connection.execute(settled).scalar_one()

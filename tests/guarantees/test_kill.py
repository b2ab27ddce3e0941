"""kill -9 in the middle of a round: whoever starts again finishes it, and nothing is lost or doubled."""

from __future__ import annotations

import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context  # noqa: TID251 - the test has the marker
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.runtime.workspace_sender import LEASE
from adapters.sql.tables import answer, delivery
from bot.outbox import DeliveryState
from bot.privacy.seal import KeyRing, Purpose, new_key_text
from tests.guarantees.play import CHOICES, UNTIL_CLOSED, UNTIL_FIRST_CARD, Play, submits
from tests.guarantees.runner import run
from tests.stories.world import COHORT

pytestmark = pytest.mark.starts_process

PAIRS = 20
OPENING = (12, 150, 300)
"""After about how many steps each process is killed: in planning, in promising, in sending."""
CLOSING = (30, 100)
"""In the one transaction that closes, and in sending what it promised."""
_CARDS = "SELECT person, card, count(*) FROM messages WHERE card LIKE 'check-in:%' GROUP BY person, card"
_BODIES = "SELECT body FROM messages WHERE card LIKE 'check-in:%'"


_PROCESSES = get_context("forkserver")
"""Each process is real, and begins with the modules there: reading them takes longer than the round."""


@dataclass
class Killer:
    """Starts the process again and again, and kills it after so many steps, give or take."""

    url: str
    keys: str
    history: Path
    chance: random.Random
    killed: int = 0

    def finishes(self, play: Play, kills: Sequence[int]) -> None:
        for after in kills:
            self.killed += self._ends(play, self.chance.randint(after // 2, after)) == -signal.SIGKILL
            play.clock.advance(LEASE)  # a killed process gives no lease back: it runs out
        assert self._ends(play, sys.maxsize) == 0

    def _ends(self, play: Play, steps: int) -> int | None:
        """The exit code of a process that was killed after so many steps, unless it ended before."""
        told, tells = _PROCESSES.Pipe(duplex=False)
        given = (tells, self.url, self.keys, str(self.history), play.clock.now())
        process = _PROCESSES.Process(target=run, args=given)
        process.start()
        tells.close()
        with closing(told), suppress(EOFError):
            for _ in range(steps):
                told.recv_bytes()
            process.kill()
        process.join()
        return process.exitcode


def test_killed_in_the_middle_of_a_round_and_finished(play: Play, migrated_url: str, tmp_path: Path) -> None:
    _PROCESSES.set_forkserver_preload([run.__module__])
    keys = new_key_text()
    play.holds(KeyRing.parse(keys))
    killer = Killer(migrated_url, keys, tmp_path / "history.db", random.Random(7))
    names = play.pairs_up(PAIRS)

    play.clock.advance(UNTIL_FIRST_CARD)
    killer.finishes(play, OPENING)
    asked = play.check_ins()
    assert sorted(asked) == sorted(names)
    assert _cards(killer.history) == {f"browser::{n}@example.com": f"check-in:{asked[n]}" for n in names}
    assert _nothing_waits(play)

    for number, name in enumerate(names):
        submits(play, name, asked[name], **(CHOICES | {"changed": "tried" if number % 4 else "habit"}))
    play.clock.advance(UNTIL_CLOSED)
    killer.finishes(play, CLOSING)
    assert _cards(killer.history) == {f"browser::{n}@example.com": f"check-in:{asked[n]}" for n in names}
    assert all("This check-in is closed" in body for body in _bodies(killer.history))
    assert _nothing_waits(play)
    assert _chosen(play) == Counter({("changed", "tried"): 30, ("changed", "habit"): 10, **_the_rest()})
    assert _released(play) == [(PAIRS, PAIRS), (PAIRS, PAIRS)]
    assert play.count("draft") == 0
    assert killer.killed >= 4


def _cards(history: Path) -> dict[str, str]:
    """The one check-in card of each person; fails if somebody has two, or one twice."""
    with closing(sqlite3.connect(history)) as db:
        rows = db.execute(_CARDS).fetchall()
    assert {count for _, _, count in rows} == {1}
    assert len({person for person, _, _ in rows}) == len(rows)
    return {person: card for person, card, _ in rows}


def _bodies(history: Path) -> list[str]:
    with closing(sqlite3.connect(history)) as db:
        return [body for (body,) in db.execute(_BODIES)]


def _nothing_waits(play: Play) -> bool:
    due = select(delivery.c.id).where(
        delivery.c.state != DeliveryState.DELIVERED,
        delivery.c.next_at <= play.clock.now() + timedelta(days=1),
    )
    with play.engine.begin() as connection:
        return connection.execute(due).first() is None


def _chosen(play: Play) -> Counter[tuple[str, str]]:
    vault = play.vault()
    with play.engine.begin() as connection:
        rows = connection.execute(select(answer)).all()
    return Counter(
        (
            row.question,
            vault.open(Purpose.ANSWER, (row.round, row.role, row.question, row.id), row.sealed).decode(),
        )
        for row in rows
    )


def _the_rest() -> dict[tuple[str, str], int]:
    return {(question, option): 2 * PAIRS for question, option in CHOICES.items() if question != "changed"}


def _released(play: Play) -> list[tuple[int | None, int | None]]:
    """Invited and answered of both roles, in the one release there is."""
    cohort = play.work(lambda unit: unit.programme.named(COHORT))
    assert cohort
    (release,) = play.work(lambda unit: unit.reports.releases(cohort.id))
    return [(part.invited, part.answered) for part in release.shown.participation]

"""Turns a second through `handle`: a button is pressed that answers a question, and the answer is committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import Final

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, select

from adapters.sql.columns import Instant
from adapters.sql.statements import POSTGRES
from adapters.sql.tables import check_in, person
from benchmarks.databases import Database, database, kinds_here
from benchmarks.harness import Paired, Result, Run, paired, seconds
from benchmarks.programme import MONDAY, NAME, Programme
from bot.address import Address
from bot.checkins.model import QUESTIONS
from bot.checkins.turns import Opened, open_now
from bot.conversation import handle
from bot.ids import EventKey, new_id
from bot.people.roles import Platform
from bot.surface import Action
from bot.ticks import tick
from bot.turn import Act, Event, Pressed, Submitted

THREADS: Final = 4
"""As many turns as `serve` has in hand at once on PostgreSQL."""
# What a turn keeps at the very least: a key, a moment, and a sealed draft.
BARE: Final = Table(
    "bare",
    MetaData(),
    Column("key", String(255), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
_SEALED: Final = bytes(range(256)) * 4
_FORM: Final = {f"{q.key}{part}": "" for q in QUESTIONS for part in (".note", ".audience")} | {
    q.key: q.options[0] for q in QUESTIONS
}


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 200
    turns: int = 200
    runs: int = 21


def measure(size: Size) -> Iterator[Result]:
    for kind in kinds_here():
        with database(kind) as opened:
            yield from _measure(opened, size)


def _measure(opened: Database, size: Size) -> Iterator[Result]:
    bench = _Bench(opened, size)
    goal = "ratio ≥ 0.5" if opened.kind == POSTGRES else ""
    beside = f"beside a bare INSERT and commit, {opened.kind}"
    for what, threads, act in (
        ("an option pressed", 1, _press),
        ("an option pressed", THREADS, _press),
        ("a whole form saved, its card redrawn", 1, _save),
    ):
        if threads > 1 and opened.kind != POSTGRES:
            continue
        title = f"turns/s: {what} {beside}, {threads} thread{'s' * (threads > 1)}"
        is_headline = act is _press
        yield bench.compare(act, threads).named(
            "turn_commit", title, goal=goal if is_headline else "", note=opened.settings
        )


class _Bench:
    """Everybody has been asked, and nobody has answered."""

    def __init__(self, opened: Database, size: Size) -> None:
        self._engine = opened.engine
        self._size = size
        self._programme = Programme(opened.engine)
        self._programme.begin(size.people)
        BARE.create(opened.engine)
        work = self._programme.work
        asked = work(lambda unit: open_now(unit, NAME, now=MONDAY, actor="benchmark"))
        assert isinstance(asked, Opened), asked  # noqa: S101 - else there is nothing to measure
        tick(MONDAY, work)
        self._cards = cycle(self._sent())

    def compare(self, act: Callable[[str, int], Act], threads: int) -> Paired:
        with ThreadPoolExecutor(threads) as pool:
            ours = self._rate(pool, threads, lambda: self._turns(act))
            return paired(self._rate(pool, threads, self._bare), ours, runs=self._size.runs)

    def _rate(
        self, pool: ThreadPoolExecutor, threads: int, prepare: Callable[[], list[Callable[[], None]]]
    ) -> Run:
        """How many of what is prepared are done a second; preparing takes no time of it."""

        def run() -> float:
            prepared = prepare()
            shares = [prepared[thread::threads] for thread in range(threads)]
            return len(prepared) / seconds(lambda: list(pool.map(_do_all, shares)))

        return run

    def _bare(self) -> list[Callable[[], None]]:
        insert = BARE.insert()

        def one() -> None:
            with self._engine.begin() as connection:
                connection.execute(insert, {"key": new_id(), "at": MONDAY, "sealed": _SEALED})

        return [one] * self._size.turns

    def _turns(self, act: Callable[[str, int], Act]) -> list[Callable[[], None]]:
        return [self._turn(act, number) for number in range(self._size.turns)]

    def _turn(self, act: Callable[[str, int], Act], number: int) -> Callable[[], None]:
        address, card = next(self._cards)
        event = Event(key=EventKey(new_id()), who=address, act=act(card, number))

        def one() -> None:
            handle(event, self._programme.work, MONDAY)

        return one

    def _sent(self) -> list[tuple[Address, str]]:
        found = (
            select(person.c.account, check_in.c.id)
            .join(check_in, check_in.c.person == person.c.id)
            .where(check_in.c.sent_at.is_not(None))
        )
        with self._engine.connect() as connection:
            return [(_address(account), card) for account, card in connection.execute(found)]


def _do_all(share: list[Callable[[], None]]) -> None:
    for one in share:
        one()


def _address(account: str) -> Address:
    return Address(platform=Platform.BROWSER, workspace="", user=account)


def _press(card: str, number: int) -> Act:
    question = QUESTIONS[number % len(QUESTIONS)]
    option = question.options[number % len(question.options)]
    about = {"check_in": card, "question": question.key, "option": option}
    return Pressed(Action("checkins.choose", about))


def _save(card: str, _number: int) -> Act:
    return Submitted(Action("checkins.save", {"check_in": card}), new_id(), _FORM)

"""Reading a cohort's report: two years of rounds, beside the bare rows it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from sqlalchemy import Connection, Engine, select

from adapters.sql.tables import released_cell, released_participation, round_
from benchmarks.databases import Database, database, kinds_here
from benchmarks.harness import Result, Run, paired, seconds
from benchmarks.programme import MONDAY, NAME, Programme
from bot.checkins.model import QUESTIONS, Round
from bot.ids import CohortId, RoundId, new_id
from bot.people.model import CHECKED_IN
from bot.ports import UnitOfWork
from bot.privacy.cells import NoisyCell
from bot.privacy.release import Participation, ReleasedCell, RoundRelease
from bot.reports.model import CohortReport
from bot.reports.turns import cohort_report


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 200
    rounds: int = 24
    reads: int = 10
    runs: int = 15


def measure(size: Size) -> Iterator[Result]:
    for kind in kinds_here():
        with database(kind) as opened:
            yield _measure(opened, size)


def _measure(opened: Database, size: Size) -> Result:
    programme = Programme(opened.engine)
    cohort = programme.begin(size.people)
    programme.work(lambda unit: _close_rounds(unit, cohort.id, size.rounds))
    return paired(
        _bare(opened.engine, cohort.id, size.reads), _reading(programme, size), runs=size.runs
    ).named(
        "report",
        f"s: a report of {size.rounds} closed rounds and {size.people} people read beside a bare SELECT of the same"
        f" released rows, {opened.kind}",
    )


def _reading(programme: Programme, size: Size) -> Run:
    def read() -> None:
        for _ in range(size.reads):
            report = programme.work(lambda unit: cohort_report(unit, NAME, as_of=MONDAY))
            if not isinstance(report, CohortReport) or len(report.releases) != size.rounds:
                raise AssertionError("the report is not whole")

    return lambda: seconds(read) / size.reads


def _bare(engine: Engine, cohort: CohortId, reads: int) -> Run:
    statements = [
        select(table).join(round_, round_.c.id == table.c.round).where(round_.c.cohort == cohort)
        for table in (released_participation, released_cell)
    ]

    def read_once(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement).all()

    def read() -> None:
        for _ in range(reads):
            with engine.begin() as connection:
                read_once(connection)

    return lambda: seconds(read) / reads


def _close_rounds(unit: UnitOfWork, cohort: CohortId, rounds: int) -> None:
    for number in range(1, rounds + 1):
        opens = MONDAY + timedelta(weeks=4 * number)
        closes = opens + timedelta(days=10)
        closed = Round(
            id=RoundId(new_id()),
            cohort=cohort,
            number=number,
            opens_on=opens.date(),
            closes_at=closes,
            closed_at=closes,
        )
        unit.checkins.open_round(closed)
        release = _release()
        unit.reports.keep_release(closed, release)
        unit.reports.keep_counts(closed, release.counts)


def _release() -> RoundRelease:
    cells = [
        ReleasedCell(role=role, question=question.key, cell=cell.key, shown=NoisyCell(3, 8))
        for role, question in product(CHECKED_IN, QUESTIONS)
        for cell in question.cells
    ]
    participation = [Participation(role=role, invited=100, answered=80) for role in CHECKED_IN]
    return RoundRelease(tuple(participation), tuple(cells))

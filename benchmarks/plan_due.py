"""Planning a round: who is due, and when, for 100,000 people in 300 places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, Text, cast, delete, func, insert, literal, select

from adapters.sql.statements import POSTGRES
from adapters.sql.tables import check_in, person
from benchmarks.databases import Database, analyse, database, kinds_here
from benchmarks.harness import Result, Run, paired, seconds
from benchmarks.programme import MONDAY, Programme, places_on_earth
from bot.checkins.model import Round
from bot.checkins.rounds import plan_round
from bot.ids import CohortId, RoundId, new_id
from bot.people.roles import Role


@dataclass(frozen=True, slots=True)
class Size:
    people: int = 100_000
    runs: int = 5


def measure(size: Size) -> Iterator[Result]:
    for kind in kinds_here():
        with database(kind) as opened:
            yield _measure(opened, size)


def _measure(opened: Database, size: Size) -> Result:
    programme = Programme(opened.engine)
    cohort = programme.begin(size.people, places_on_earth())
    asked = _open_round(programme, cohort.id)
    analyse(opened.engine)

    def plan() -> int:
        return programme.work(lambda unit: plan_round(unit, asked))

    return paired(
        _planning(opened.engine, size.people, lambda: _bare(opened.engine, asked)),
        _planning(opened.engine, size.people, plan),
        runs=size.runs,
    ).named(
        "plan_due",
        f"s: a round of {size.people:,} people planned beside a bare INSERT … SELECT of as many rows, {opened.kind}",
        goal="ratio ≤ 3",
        note=opened.settings,
    )


def _planning(engine: Engine, people: int, plan: Callable[[], int]) -> Run:
    def run() -> float:
        planned: list[int] = []
        took = seconds(lambda: planned.append(plan()))
        if planned != [people]:
            raise AssertionError(f"{planned[0]} of {people} people were planned")
        _clear(engine)
        return took

    return run


def _open_round(programme: Programme, cohort: CohortId) -> Round:
    day = MONDAY.date() + timedelta(days=7)
    asked = Round(
        id=RoundId(new_id()), cohort=cohort, number=1, opens_on=day, closes_at=MONDAY + timedelta(days=17)
    )
    programme.work(lambda unit: unit.checkins.open_round(asked))
    return asked


def _bare(engine: Engine, asked: Round) -> int:
    """As many rows in the same table, with its keys and indexes, and nothing decided about any of them."""
    is_postgres = engine.dialect.name == POSTGRES
    random_id = (
        func.replace(cast(func.gen_random_uuid(), Text), "-", "")
        if is_postgres
        else func.lower(func.hex(func.randomblob(12)))
    )
    rows = select(
        random_id,
        literal(asked.id),
        person.c.id,
        literal(Role.MENTOR.value),
        literal(MONDAY, type_=check_in.c.send_at.type),
        literal(0),
    )
    columns = ("id", "round", "person", "role", "send_at", "reminders")
    with engine.begin() as connection:
        return connection.execute(insert(check_in).from_select(columns, rows)).rowcount


def _clear(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == POSTGRES:
            connection.exec_driver_sql("TRUNCATE check_in CASCADE")
        else:
            connection.execute(delete(check_in))

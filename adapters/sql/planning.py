"""Plans a round's check-ins in a few statements, since a cohort may have 100,000 people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final

import msgspec
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    DateTime,
    Exists,
    Integer,
    Select,
    String,
    Text,
    Time,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from adapters.sql.columns import aware
from adapters.sql.statements import SQLITE, Insert, Statement, on_both
from adapters.sql.tables import charter, check_in, pairing, person, signature
from bot.checkins.model import Round
from bot.ids import PersonId
from bot.people.roles import Role
from bot.working_hours.calendar import WorkingHours


def in_force(cohort: ColumnElement[str]) -> ColumnElement[int]:
    """The version of the cohort's newest charter; NULL, which equals nothing, if there is none."""
    highest = select(func.max(charter.c.version)).where(charter.c.cohort == cohort)
    return highest.scalar_subquery()


def both_signed(cohort: ColumnElement[str]) -> ColumnElement[bool]:
    """True if both sides of the pairing signed the cohort's current charter."""
    return and_(_signed(cohort, pairing.c.mentor), _signed(cohort, pairing.c.executive))


def has_signed(who: ColumnElement[str], cohort: ColumnElement[str]) -> Exists:
    """True if the person is in a pairing of the cohort that both sides signed for."""
    mine = or_(pairing.c.mentor == who, pairing.c.executive == who)
    return exists().where(pairing.c.cohort == cohort, mine, both_signed(cohort))


def _signed(cohort: ColumnElement[str], who: ColumnElement[str]) -> Exists:
    return exists().where(
        signature.c.cohort == cohort, signature.c.version == in_force(cohort), signature.c.person == who
    )


def _sides() -> CTE:
    """Everybody in a pairing that both sides signed for, with their role."""
    cohort: ColumnElement[str] = bindparam("cohort", type_=String)
    ready = (
        select(pairing.c.mentor, pairing.c.executive)
        .where(pairing.c.cohort == cohort, both_signed(cohort))
        .cte("ready")
    )
    return (
        union_all(
            select(ready.c.mentor.label("person"), literal(Role.MENTOR.value).label("role")),
            select(ready.c.executive, literal(Role.EXECUTIVE.value)),
        )
        .cte("sides")
        .prefix_with("MATERIALIZED", dialect=SQLITE)
    )


def _at_place(there: Any) -> ColumnElement[bool]:
    return and_(
        person.c.zone == there.zone,
        person.c.country == there.country,
        person.c.quiet_from.is_not_distinct_from(there.quiet_from),
        person.c.quiet_to.is_not_distinct_from(there.quiet_to),
    )


def _is_wanting(who: ColumnElement[str]) -> ColumnElement[bool]:
    """True if the person is not paused and has no check-in in this round."""
    planned = exists().where(check_in.c.round == bindparam("of", type_=String), check_in.c.person == who)
    return and_(person.c.pause_reason.is_(None), ~planned)


def _postgres_moments() -> Any:
    return (
        func.jsonb_to_recordset(bindparam("moments", type_=JSONB))
        .table_valued(
            column("zone", Text),
            column("country", Text),
            column("quiet_from", Time),
            column("quiet_to", Time),
            column("send_at", DateTime(timezone=True)),
            name="moment",
        )
        .render_derived(with_types=True)
    )


def _sqlite_moments() -> Any:
    """Kept as a table, of columns that are text: SQLite indexes it then, or reads the JSON once a person."""
    each = func.json_each(bindparam("moments", type_=Text)).table_valued("value", name="each")
    return (
        select(
            *(
                cast(func.json_extract(each.c.value, f"$.{name}"), Text).label(name)
                for name in ("zone", "country", "quiet_from", "quiet_to", "send_at")
            )
        )
        .cte("moment")
        .prefix_with("MATERIALIZED", dialect=SQLITE)
    )


_CHANGES: Final = select(func.changes(type_=Integer))


def _plan(insert: Insert, *, only: bool) -> Statement:
    is_postgres = insert is postgresql.insert
    moment = _postgres_moments() if is_postgres else _sqlite_moments()
    random_id = (
        func.replace(cast(func.gen_random_uuid(), Text), "-", "")
        if is_postgres
        else func.lower(func.hex(func.randomblob(12)))
    )
    sides = _sides()
    found = (
        select(
            random_id,
            bindparam("of", type_=String),
            sides.c.person,
            sides.c.role,
            moment.c.send_at,
            literal(0),
        )
        .select_from(sides)
        .join(person, person.c.id == sides.c.person)
        .join(moment, _at_place(moment.c))
        .where(_is_wanting(sides.c.person))
        .order_by(sides.c.person)
    )
    if only:
        found = found.where(sides.c.person.in_(bindparam("only", expanding=True)))
    columns = ("id", "round", "person", "role", "send_at", "reminders")
    return insert(check_in).from_select(columns, found).on_conflict_do_nothing()


_PLAN: Final = on_both(lambda insert: _plan(insert, only=False))
_PLAN_ONLY: Final = on_both(lambda insert: _plan(insert, only=True))


def _places() -> Select[*tuple[Any, ...]]:
    """Reads signatures only: the pairs behind them would double the time and rule out next to nobody."""
    cohort: ColumnElement[str] = bindparam("cohort", type_=String)
    return (
        select(person.c.zone, person.c.country, person.c.quiet_from, person.c.quiet_to)
        .join(signature, signature.c.person == person.c.id)
        .where(
            signature.c.cohort == cohort,
            signature.c.version == in_force(cohort),
            _is_wanting(signature.c.person),
        )
        .distinct()
    )


_PLACES: Final = _places()
_PLACES_ONLY: Final = _PLACES.where(signature.c.person.in_(bindparam("only", expanding=True)))


def places(connection: Connection, opened: Round, only: Sequence[PersonId] = ()) -> tuple[WorkingHours, ...]:
    asked: dict[str, object] = {"cohort": opened.cohort, "of": opened.id}
    if only:
        asked["only"] = list(only)
    return tuple(WorkingHours(*row) for row in connection.execute(_PLACES_ONLY if only else _PLACES, asked))


def plan(
    connection: Connection, opened: Round, moments: Mapping[WorkingHours, datetime], only: Sequence[PersonId]
) -> int:
    dialect = connection.dialect.name
    asked: dict[str, object] = {
        "cohort": opened.cohort,
        "of": opened.id,
        "moments": _as_json(moments, dialect),
    }
    if only:
        asked["only"] = list(only)
    plan = (_PLAN_ONLY if only else _PLAN)[dialect]
    planned = connection.execute(plan, asked)
    # Python's sqlite3 counts no rows for an INSERT that begins with WITH; SQLite itself does.
    return connection.execute(_CHANGES).scalar_one() if dialect == "sqlite" else planned.rowcount


def _as_json(moments: Mapping[WorkingHours, datetime], dialect: str) -> object:
    rows = [
        {
            "zone": place.zone,
            "country": place.country,
            "quiet_from": _clock(place.quiet_from),
            "quiet_to": _clock(place.quiet_to),
            "send_at": _as_kept(moment, dialect),
        }
        for place, moment in moments.items()
    ]
    return msgspec.json.encode(rows).decode() if dialect == SQLITE else rows


def _clock(clock: time | None) -> str | None:
    return clock.isoformat("microseconds") if clock is not None else None


def _as_kept(moment: datetime, dialect: str) -> str:
    """Formats a datetime as the database stores an `Instant`, since JSON bypasses the column type."""
    utc = aware(moment).astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(" ", "microseconds") if dialect == SQLITE else utc.isoformat()

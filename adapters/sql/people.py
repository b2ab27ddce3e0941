"""People and their memberships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, literal, or_, select, true, update
from sqlalchemy.dialects import postgresql

from adapters.sql.columns import Instant, aware
from adapters.sql.direct_statement import DirectStatement
from adapters.sql.statements import (
    POSTGRES,
    SQLITE,
    Insert,
    Statement,
    add_once,
    is_postgres,
    on_both,
    put,
    same_on_both,
)
from adapters.sql.tables import directory_look, membership, person, seen_event
from bot.address import Address
from bot.ids import CohortId, EventKey, OrganisationId, PersonId
from bot.people.model import Membership, Pause, PauseReason, Person
from bot.people.roles import Platform, Role

_FARTHEST_AHEAD: Final = timedelta(hours=14)
"""A day begins first at UTC+14."""
_EMAILS_AT_ONCE: Final = 1_000
"""Well below the 32,766 parameters of SQLite."""

_AT_ADDRESS = select(person).where(
    person.c.platform == bindparam("platform"),
    person.c.workspace == bindparam("workspace"),
    person.c.account == bindparam("account"),
)
_BY_ID = select(person).where(person.c.id == bindparam("person"))
# NO KEY UPDATE: turns wait for each other; a planner, which only references the person, does not.
_LOCKED = _BY_ID.with_for_update(key_share=True)
_BY_EMAIL = select(person).where(
    person.c.organisation == bindparam("organisation"), person.c.email == bindparam("email")
)
_BY_EMAILS = select(person).where(
    person.c.organisation == bindparam("organisation"),
    person.c.email.in_(bindparam("emails", expanding=True)),
)
_REPORTING_TO = (
    select(person)
    .where(
        person.c.manager_email == bindparam("email"),
        person.c.manager_email != "",
        person.c.organisation == bindparam("organisation"),
    )
    .order_by(person.c.name, person.c.id)
)
_MEMBERSHIPS: Final = DirectStatement(
    same_on_both(
        select(membership.c.cohort, membership.c.person, membership.c.role)
        .where(membership.c.person == bindparam("person"))
        .order_by(membership.c.cohort, membership.c.role)
    )
)
_MEMBERS = (
    select(person, membership.c.role)
    .join(membership, membership.c.person == person.c.id)
    .where(membership.c.cohort == bindparam("cohort"))
    .order_by(membership.c.role, person.c.email)
)
_MEMBERS_IN = _MEMBERS.where(membership.c.role.in_(bindparam("roles", expanding=True)))
_DUE_BACK = select(person.c.id).where(person.c.pause_until <= bindparam("day")).order_by(person.c.pause_until)

_TO_LOOK_UP = (
    select(person)
    .join(directory_look, directory_look.c.person == person.c.id, isouter=True)
    .where(
        person.c.platform.in_(bindparam("platforms", expanding=True)),
        or_(directory_look.c.again_at.is_(None), directory_look.c.again_at <= bindparam("now")),
    )
    .order_by(
        person.c.account.is_not(None), directory_look.c.again_at.is_not(None), directory_look.c.again_at
    )
    .limit(bindparam("at_most"))
    .with_for_update(of=person, key_share=True, skip_locked=True)
)
_LOOK_SOON = (
    update(directory_look)
    .where(
        directory_look.c.person == person.c.id,
        person.c.platform == bindparam("platform"),
        person.c.workspace == bindparam("workspace"),
        person.c.account == bindparam("account"),
    )
    .values(again_at=bindparam("now", type_=Instant))
)
_AWAITED = (
    select(person)
    .where(
        person.c.platform == bindparam("platform"),
        person.c.workspace.in_(("", bindparam("workspace"))),
        person.c.account.is_(None),
        person.c.email.in_(bindparam("emails", expanding=True)),
        ~_AT_ADDRESS.with_only_columns(person.c.id).alias().select().exists(),
    )
    .order_by(person.c.email)
)
_IS_GUEST = select(directory_look.c.is_guest).where(directory_look.c.person == bindparam("person"))


def _claim(insert: Insert) -> Statement:
    """Claims the person, and keeps what the directory said before."""
    statement = insert(directory_look)
    return statement.on_conflict_do_update(
        index_elements=[directory_look.c.person], set_={"again_at": statement.excluded.again_at}
    )


_PUT: Final = put(person)
_CLAIM: Final = on_both(_claim)
_LOOKED: Final = put(directory_look)
_JOIN: Final = add_once(membership)
_SEE: Final = add_once(seen_event)[SQLITE]


def _see_and_lock() -> Select[*tuple[Any, ...]]:
    """Records the event and locks the person in one round trip. The last column counts the recorded events."""
    seen = (
        postgresql.insert(seen_event)
        .values(key=bindparam("key"), at=bindparam("at"))
        .on_conflict_do_nothing()
        .returning(literal(1).label("one"))
        .cte("seen")
    )
    found = _AT_ADDRESS.with_for_update(key_share=True).cte("found")
    one = select(literal(1).label("one")).subquery("one")
    recorded = select(func.count()).select_from(seen).scalar_subquery()
    return select(found, recorded).select_from(one.outerjoin(found, true()))


_ENTER: Final = DirectStatement({POSTGRES: _see_and_lock(), SQLITE: _AT_ADDRESS})


class SqlPeople:
    """A `PeopleStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.has_entered = False
        """True if this transaction records an event's key."""
        self._memberships: dict[PersonId, tuple[Membership, ...]] = {}
        """Read once a transaction: half of what a turn decides begins with them."""

    def enter(self, key: EventKey, who: Address, now: datetime) -> tuple[Person | None, bool]:
        self.has_entered = True
        event = {"key": key, "at": aware(now)}
        address = {"platform": who.platform, "workspace": who.workspace, "account": who.user}
        if is_postgres(self._connection):
            row = _ENTER.rows(self._connection, event | address)[0]
            return (person_from(row[:-1]) if row[0] is not None else None), row[-1] == 0
        recorded = self._connection.execute(_SEE, event).rowcount
        found = _ENTER.rows(self._connection, address)
        return (person_from(found[0]) if found else None), recorded == 0

    def person(self, person: PersonId) -> Person:
        return self._one(_BY_ID, person)

    def lock(self, person: PersonId) -> Person:
        return self._one(_LOCKED, person)

    def at(self, who: Address) -> Person | None:
        given = {"platform": who.platform, "workspace": who.workspace, "account": who.user}
        row = self._connection.execute(_AT_ADDRESS, given).one_or_none()
        return person_from(row) if row is not None else None

    def by_email(self, organisation: OrganisationId, email: str) -> Person | None:
        found = self._connection.execute(_BY_EMAIL, {"organisation": organisation, "email": email})
        row = found.one_or_none()
        return person_from(row) if row is not None else None

    def by_emails(self, organisation: OrganisationId, emails: Sequence[str]) -> tuple[Person, ...]:
        found: list[Person] = []
        for at in range(0, len(emails), _EMAILS_AT_ONCE):
            asked = {"organisation": organisation, "emails": emails[at : at + _EMAILS_AT_ONCE]}
            found += (person_from(row) for row in self._connection.execute(_BY_EMAILS, asked))
        return tuple(found)

    def reporting_to(self, organisation: OrganisationId, email: str) -> tuple[Person, ...]:
        asked = {"organisation": organisation, "email": email}
        return tuple(person_from(row) for row in self._connection.execute(_REPORTING_TO, asked))

    def save(self, people: Sequence[Person]) -> None:
        if people:
            self._connection.execute(_PUT[self._connection.dialect.name], [_row(one) for one in people])

    def join(self, memberships: Sequence[Membership]) -> None:
        rows = [{"cohort": one.cohort, "person": one.person, "role": one.role} for one in memberships]
        self._memberships.clear()
        if rows:
            self._connection.execute(_JOIN[self._connection.dialect.name], rows)

    def memberships(self, person: PersonId) -> tuple[Membership, ...]:
        found = self._memberships.get(person)
        if found is None:
            found = self._memberships[person] = self._read_memberships(person)
        return found

    def members(self, cohort: CohortId, roles: Sequence[Role] = ()) -> tuple[tuple[Person, Role], ...]:
        asked = {"cohort": cohort, "roles": list(roles)} if roles else {"cohort": cohort}
        rows = self._connection.execute(_MEMBERS_IN if roles else _MEMBERS, asked)
        return tuple((person_from(row[:-1]), Role(row[-1])) for row in rows)

    def due_back(self, now: datetime) -> tuple[PersonId, ...]:
        day = (now + _FARTHEST_AHEAD).date()
        return tuple(self._connection.execute(_DUE_BACK, {"day": day}).scalars())

    def claim_directory_lookups(
        self, platforms: Sequence[Platform], *, now: datetime, until: datetime, limit: int
    ) -> tuple[Person, ...]:
        asked = {"platforms": list(platforms), "now": now, "at_most": limit}
        rows = self._connection.execute(_TO_LOOK_UP, asked).all()
        claimed = [{"person": row.id, "again_at": until, "is_guest": False} for row in rows]
        if claimed:
            self._connection.execute(_CLAIM[self._connection.dialect.name], claimed)
        return tuple(person_from(row) for row in rows)

    def looked_up(self, person: PersonId, *, again_at: datetime, is_guest: bool) -> bool:
        known = self._connection.execute(_IS_GUEST, {"person": person}).scalar_one_or_none()
        row = {"person": person, "again_at": again_at, "is_guest": is_guest}
        self._connection.execute(_LOOKED[self._connection.dialect.name], row)
        return is_guest and not known

    def look_up_soon(self, who: Address, now: datetime) -> None:
        given = {"platform": who.platform, "workspace": who.workspace, "account": who.user, "now": now}
        self._connection.execute(_LOOK_SOON, given)

    def awaited(self, who: Address, emails: Sequence[str]) -> tuple[Person, ...]:
        asked = {
            "platform": who.platform,
            "workspace": who.workspace,
            "account": who.user,
            "emails": list(emails),
        }
        return tuple(person_from(row) for row in self._connection.execute(_AWAITED, asked))

    def _read_memberships(self, person: PersonId) -> tuple[Membership, ...]:
        rows = _MEMBERSHIPS.rows(self._connection, {"person": person})
        return tuple(Membership(CohortId(cohort), PersonId(of), Role(role)) for cohort, of, role in rows)

    def _one(self, statement: Select[*tuple[Any, ...]], person: PersonId) -> Person:
        row = self._connection.execute(statement, {"person": person}).one_or_none()
        if row is None:
            raise KeyError(person)
        return person_from(row)


def person_from(columns: Sequence[Any]) -> Person:
    """Makes a person of the table's columns, in their order."""
    (
        id_,
        of,
        email,
        name,
        platform,
        workspace,
        account,
        zone,
        country,
        locale,
        team,
        manager_email,
        teaches,
        wants_to_learn,
        pause_reason,
        pause_until,
        quiet_from,
        quiet_to,
        knows_chat_history,
        picks,
    ) = columns
    return Person(
        id=id_,
        organisation=of,
        email=email,
        name=name,
        platform=Platform(platform),
        workspace=workspace,
        account=account or "",
        zone=zone,
        country=country,
        locale=locale,
        team=team,
        manager_email=manager_email,
        teaches=_words(teaches),
        wants_to_learn=_words(wants_to_learn),
        pause=Pause(PauseReason(pause_reason), pause_until) if pause_reason else None,
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        knows_chat_history=knows_chat_history,
        picks=picks,
    )


def _row(one: Person) -> dict[str, object]:
    return {
        "id": one.id,
        "organisation": one.organisation,
        "email": one.email,
        "name": one.name,
        "platform": one.platform,
        "workspace": one.workspace,
        "account": one.account or None,  # NULL, since the account is unique and many people have none
        "zone": one.zone,
        "country": one.country,
        "locale": one.locale,
        "team": one.team,
        "manager_email": one.manager_email,
        "teaches": _json(one.teaches),
        "wants_to_learn": _json(one.wants_to_learn),
        "pause_reason": one.pause.reason if one.pause else None,
        "pause_until": one.pause.until if one.pause else None,
        "quiet_from": one.quiet_from,
        "quiet_to": one.quiet_to,
        "knows_chat_history": one.knows_chat_history,
        "picks": one.picks,
    }


def _words(kept: str) -> tuple[str, ...]:
    return msgspec.json.decode(kept, type=tuple[str, ...]) if kept else ()


def _json(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode() if words else ""

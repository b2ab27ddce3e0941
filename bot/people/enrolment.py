"""A roster becoming people, parts and pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.events import PairingsStarted
from bot.ids import OrganisationId, PairingId, PersonId, new_id
from bot.people import screens
from bot.people.model import Membership, Person
from bot.people.roles import Role
from bot.people.roster import Roster, RosterDiff, RosterRow, diff_roster
from bot.ports import UnitOfWork
from bot.programme.lookup import named_cohort
from bot.programme.model import Cohort, CohortState, Pairing
from bot.turn import Refused


def import_roster(
    unit: UnitOfWork, cohort_name: str, roster: Roster, *, now: datetime, actor: str
) -> RosterDiff | Refused:
    """Adds and changes the roster's people and pairs; nobody is removed. What differs is returned.

    In a launched cohort, pairs that come with it are asked to sign the charter, and line managers that come with it to
    approve their mentors' time.
    """
    cohort = named_cohort(unit, cohort_name)
    if isinstance(cohort, Refused):
        return cohort
    known = unit.programme.pairings(cohort.id)
    diff = diff_roster(_rows(unit, cohort, known, roster), roster)
    people = _saved_people(unit, cohort.organisation, roster, diff.rows)
    pairs = _pairs(cohort, roster.rows, people)
    if refused := _torn(known, pairs, people):
        unit.roll_back()
        return refused
    unit.people.join([Membership(cohort.id, people[row.email].id, row.role) for row in diff.rows])
    standing = {_sides(pair) for pair in known}
    added = [pair for pair in pairs if _sides(pair) not in standing]
    unit.programme.pair(added)
    about = {"cohort": cohort.id, "added": str(len(diff.added)), "changed": str(len(diff.changed))}
    unit.privacy.record(at=now, actor=actor, what="roster.imported", about=about)
    if cohort.state is CohortState.LAUNCHED:
        reassigned = frozenset(
            people[change.row_after.email].id for change in diff.changed if "manager_email" in change.fields
        )
        unit.publish(PairingsStarted(cohort=cohort, pairings=tuple(added), reassigned=reassigned, at=now))
    return diff


def _saved_people(
    unit: UnitOfWork, organisation: OrganisationId, roster: Roster, changed: Sequence[RosterRow]
) -> Mapping[str, Person]:
    """Everybody the roster names, by email, once what changed is kept."""
    known = {p.email: p for p in unit.people.by_emails(organisation, [row.email for row in roster.rows])}
    saved = {row.email: _person(row, organisation, known.get(row.email)) for row in changed}
    unit.people.save(tuple(saved.values()))
    return known | saved


def _person(row: RosterRow, organisation: OrganisationId, known: Person | None) -> Person:
    facts = known or Person(
        id=PersonId(new_id()),
        organisation=organisation,
        email=row.email,
        name=row.name,
        platform=row.platform,
        zone=row.zone,
    )
    return replace(
        facts,
        name=row.name,
        platform=row.platform,
        workspace=row.tenant_id or facts.workspace,
        account=row.user_id or facts.account,
        zone=row.zone,
        country=row.country,
        locale=row.locale,
        team=row.team,
        manager_email=row.manager_email,
        teaches=row.teaches,
        wants_to_learn=row.wants_to_learn,
    )


def _pairs(cohort: Cohort, rows: Sequence[RosterRow], people: Mapping[str, Person]) -> list[Pairing]:
    sides: dict[str, dict[Role, PersonId]] = {}
    for row in rows:
        if row.pair:
            sides.setdefault(row.pair, {})[row.role] = people[row.email].id
    return [
        Pairing(
            id=PairingId(new_id()), cohort=cohort.id, mentor=both[Role.MENTOR], executive=both[Role.EXECUTIVE]
        )
        for both in sides.values()
    ]


def _torn(known: Iterable[Pairing], pairs: Iterable[Pairing], people: Mapping[str, Person]) -> Refused | None:
    """A roster may add pairs, never quietly give somebody another partner."""
    partners = {side: pair for pair in known for side in _sides(pair)}
    names = {person.id: person.name for person in people.values()}
    for pair in pairs:
        for side in _sides(pair):
            if side in partners and _sides(partners[side]) != _sides(pair):
                return Refused(screens.paired_already(names[side]))
    return None


def _sides(pair: Pairing) -> tuple[PersonId, PersonId]:
    return (pair.mentor, pair.executive)


def _rows(unit: UnitOfWork, cohort: Cohort, known: Iterable[Pairing], roster: Roster) -> list[RosterRow]:
    """The cohort as roster rows. A pair carries the roster's own word for it where the roster has the pair."""
    members = unit.people.members(cohort.id)
    emails = {person.id: person.email for person, _ in members}
    words = {(row.email, row.role): row.pair for row in roster.rows if row.pair}
    pairs: dict[PersonId, str] = {}
    for pair in known:
        mentor, executive = emails[pair.mentor], emails[pair.executive]
        mine, theirs = words.get((mentor, Role.MENTOR)), words.get((executive, Role.EXECUTIVE))
        pairs[pair.mentor] = pairs[pair.executive] = (
            mine if mine and mine == theirs else f"{mentor} + {executive}"
        )
    paired = (Role.MENTOR, Role.EXECUTIVE)
    return [
        _row(person, role, pairs.get(person.id, "") if role in paired else "") for person, role in members
    ]


def _row(person: Person, role: Role, pair: str) -> RosterRow:
    return RosterRow(
        email=person.email,
        name=person.name,
        role=role,
        platform=person.platform,
        user_id=person.account,
        tenant_id=person.workspace,
        zone=person.zone,
        country=person.country,
        locale=person.locale,
        team=person.team,
        manager_email=person.manager_email,
        pair=pair,
        teaches=person.teaches,
        wants_to_learn=person.wants_to_learn,
    )

"""Cohorts and pairings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, or_, select, update

from adapters.sql.key_cache import VaultCache
from adapters.sql.statements import add_once
from adapters.sql.tables import cohort, organisation, pairing
from bot.ids import CohortId, OrganisationId, PairingId, PersonId
from bot.privacy.cells import Thresholds
from bot.programme.cadence import Cadence
from bot.programme.model import Cohort, CohortState, Design, Pairing

_ORGANISATION = select(organisation.c.id)
_BY_ID = select(cohort).where(cohort.c.id == bindparam("cohort"))
_LOCKED = _BY_ID.with_for_update(key_share=True)
_NAMED = select(cohort).where(cohort.c.name == bindparam("name"))
_ALL = select(cohort).order_by(cohort.c.name)
_DUE = (
    select(cohort.c.id)
    .where(cohort.c.state == CohortState.LAUNCHED, cohort.c.next_round_on <= bindparam("day"))
    .order_by(cohort.c.next_round_on)
)
_ADD = cohort.insert()
_SAVE = update(cohort).where(
    cohort.c.id == bindparam("of"),
    cohort.c.cells_min <= bindparam("cells"),
    cohort.c.waves_min <= bindparam("waves"),
)
_PAIR: Final = add_once(pairing)
_PAIRINGS = (
    select(pairing)
    .where(pairing.c.cohort == bindparam("cohort"))
    .order_by(pairing.c.mentor, pairing.c.executive)
)
_PAIRING_OF = (
    select(pairing)
    .where(
        pairing.c.cohort == bindparam("cohort"),
        or_(pairing.c.mentor == bindparam("person"), pairing.c.executive == bindparam("person")),
    )
    .order_by(pairing.c.id)
    .limit(1)
)


class SqlProgramme:
    """A `ProgrammeStore` in one transaction."""

    def __init__(self, connection: Connection, vaults: VaultCache) -> None:
        self._connection = connection
        self._vaults = vaults

    def organisation(self) -> OrganisationId:
        return read_organisation(self._connection, self._vaults)

    def add(self, cohort: Cohort) -> None:
        self._connection.execute(_ADD, _row(cohort))

    def save(self, cohort: Cohort) -> None:
        """Raises KeyError for an unknown id, and ValueError for a threshold that falls."""
        held = {"of": cohort.id, "cells": cohort.thresholds.cells, "waves": cohort.thresholds.waves}
        if self._connection.execute(_SAVE, _row(cohort) | held).rowcount == 0:
            self.cohort(cohort.id)
            raise ValueError("a threshold may rise, and never fall")

    def cohort(self, cohort: CohortId, *, lock: bool = False) -> Cohort:
        found = self._connection.execute(_LOCKED if lock else _BY_ID, {"cohort": cohort}).one_or_none()
        if found is None:
            raise KeyError(cohort)
        return cohort_from(found)

    def named(self, name: str) -> Cohort | None:
        found = self._connection.execute(_NAMED, {"name": name}).one_or_none()
        return cohort_from(found) if found is not None else None

    def cohorts(self) -> tuple[Cohort, ...]:
        return tuple(cohort_from(row) for row in self._connection.execute(_ALL))

    def due_rounds(self, today: date) -> tuple[CohortId, ...]:
        return tuple(self._connection.execute(_DUE, {"day": today}).scalars())

    def pair(self, pairings: Sequence[Pairing]) -> None:
        rows = [
            {"id": one.id, "cohort": one.cohort, "mentor": one.mentor, "executive": one.executive}
            for one in pairings
        ]
        if rows:
            self._connection.execute(_PAIR[self._connection.dialect.name], rows)

    def pairings(self, cohort: CohortId) -> tuple[Pairing, ...]:
        return tuple(_pairing(row) for row in self._connection.execute(_PAIRINGS, {"cohort": cohort}))

    def pairing_of(self, person: PersonId, cohort: CohortId) -> Pairing | None:
        found = self._connection.execute(_PAIRING_OF, {"person": person, "cohort": cohort}).one_or_none()
        return _pairing(found) if found is not None else None


def read_organisation(connection: Connection, vaults: VaultCache) -> OrganisationId:
    """The one this installation serves. A migration wrote it, so a process reads it once."""
    if not vaults.organisation:
        vaults.organisation = connection.execute(_ORGANISATION).scalar_one()
    return OrganisationId(vaults.organisation)


def cohort_from(columns: Sequence[Any]) -> Cohort:
    """Makes a cohort of the table's columns, in their order."""
    id_, of, name, template, weeks, cells, waves, design, own, state, launched_on, next_round_on = columns
    return Cohort(
        id=id_,
        organisation=of,
        name=name,
        template=template,
        cadence=Cadence(weeks),
        thresholds=Thresholds(cells, waves),
        design=Design(design),
        own_question=own,
        state=CohortState(state),
        launched_on=launched_on,
        next_round_on=next_round_on,
    )


def _row(one: Cohort) -> dict[str, object]:
    return {
        "id": one.id,
        "organisation": one.organisation,
        "name": one.name,
        "template": one.template,
        "cadence_weeks": one.cadence.weeks,
        "cells_min": one.thresholds.cells,
        "waves_min": one.thresholds.waves,
        "design": one.design,
        "own_question": one.own_question,
        "state": one.state,
        "launched_on": one.launched_on,
        "next_round_on": one.next_round_on,
    }


def _pairing(row: Row[*tuple[Any, ...]]) -> Pairing:
    return Pairing(
        id=PairingId(row.id),
        cohort=CohortId(row.cohort),
        mentor=PersonId(row.mentor),
        executive=PersonId(row.executive),
    )

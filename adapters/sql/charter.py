"""Charters and who signed them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select

from adapters.sql.statements import add_once
from adapters.sql.tables import charter, signature
from bot.charter.model import Charter, Signatures, Terms
from bot.ids import CohortId, PersonId

_VERSION = select(charter).where(
    charter.c.cohort == bindparam("cohort"), charter.c.version == bindparam("version")
)
_CURRENT = (
    select(charter).where(charter.c.cohort == bindparam("cohort")).order_by(charter.c.version.desc()).limit(1)
)
_HIGHEST = select(func.coalesce(func.max(charter.c.version), 0)).where(
    charter.c.cohort == bindparam("cohort")
)
_SIGNATURES = select(signature.c.person, signature.c.signed_at).where(
    signature.c.cohort == bindparam("cohort"), signature.c.version == bindparam("version")
)
_PUBLISH: Final = add_once(charter)
_SIGN: Final = add_once(signature)


class SqlCharters:
    """A `CharterStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def publish(self, charter: Charter) -> None:
        highest = self._connection.execute(_HIGHEST, {"cohort": charter.cohort}).scalar_one()
        added = charter.version == highest + 1 and self._add(charter)
        if not added:
            raise ValueError(f"the version after {highest} is {highest + 1}, not {charter.version}")

    def current(self, cohort: CohortId) -> Charter | None:
        row = self._connection.execute(_CURRENT, {"cohort": cohort}).one_or_none()
        return _charter(row) if row is not None else None

    def version(self, cohort: CohortId, version: int) -> Charter | None:
        row = self._connection.execute(_VERSION, {"cohort": cohort, "version": version}).one_or_none()
        return _charter(row) if row is not None else None

    def sign(self, charter: Charter, person: PersonId, at: datetime) -> None:
        signed = {"cohort": charter.cohort, "version": charter.version, "person": person, "signed_at": at}
        self._connection.execute(_SIGN[self._connection.dialect.name], signed)

    def signatures(self, cohort: CohortId, version: int) -> Signatures:
        rows = self._connection.execute(_SIGNATURES, {"cohort": cohort, "version": version})
        return Signatures({PersonId(person): at for person, at in rows})

    def _add(self, charter: Charter) -> bool:
        """False if somebody else published the same version in the meantime."""
        row = {
            "cohort": charter.cohort,
            "version": charter.version,
            "terms": msgspec.json.encode(charter.terms).decode(),
            "published_at": charter.published_at,
            "sign_by": charter.sign_by,
        }
        return self._connection.execute(_PUBLISH[self._connection.dialect.name], row).rowcount == 1


def _charter(row: Row[*tuple[Any, ...]]) -> Charter:
    return Charter(
        cohort=CohortId(row.cohort),
        version=row.version,
        terms=msgspec.json.decode(row.terms, type=Terms),
        published_at=row.published_at,
        sign_by=row.sign_by,
    )

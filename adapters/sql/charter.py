"""Charters and their signatures."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, select

from adapters.sql.statements import add_once, put
from adapters.sql.tables import (
    charter,
    charter_draft,
    signature,
)
from bot.charter.model import Charter, CharterDraft, Signatures, Terms
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
_KEEP_DRAFT: Final = put(charter_draft)
_OWN_DRAFT = (charter_draft.c.cohort == bindparam("of"), charter_draft.c.person == bindparam("author"))
_DRAFT = select(charter_draft).where(*_OWN_DRAFT)
_DROP_DRAFT = delete(charter_draft).where(*_OWN_DRAFT)


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

    def keep_draft(self, draft: CharterDraft) -> None:
        row = {
            "cohort": draft.cohort,
            "person": draft.author,
            "id": draft.id,
            "replaces": draft.replaces,
            "terms": msgspec.json.encode(draft.terms).decode(),
        }
        self._connection.execute(_KEEP_DRAFT[self._connection.dialect.name], row)

    def draft(self, cohort: CohortId, author: PersonId) -> CharterDraft | None:
        row = self._connection.execute(_DRAFT, {"of": cohort, "author": author}).one_or_none()
        if row is None:
            return None
        terms = msgspec.json.decode(row.terms, type=Terms)
        return CharterDraft(id=row.id, cohort=cohort, author=author, replaces=row.replaces, terms=terms)

    def drop_draft(self, cohort: CohortId, author: PersonId) -> None:
        self._connection.execute(_DROP_DRAFT, {"of": cohort, "author": author})

    def _add(self, charter: Charter) -> bool:
        """Adds the version; returns False if another transaction published the same one."""
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

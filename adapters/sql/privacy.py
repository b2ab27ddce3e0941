"""Wrapped cohort keys, and the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select

from adapters.sql.key_cache import VaultCache
from adapters.sql.statements import add_once, is_postgres
from adapters.sql.tables import audit, cohort_key
from bot.ids import CohortId, OrganisationId
from bot.privacy.audit import AuditEntry, next_entry
from bot.privacy.seal import Vault, WrappedKey

_AUDIT_LOCK: Final = 0x75706D_61756474
"""An arbitrary number that no other lock uses: "upm" "audt"."""

_KEY = select(cohort_key.c.ring_key, cohort_key.c.sealed).where(cohort_key.c.cohort == bindparam("cohort"))
_ADD_KEY: Final = add_once(cohort_key)
_LOCK_AUDIT = select(func.pg_advisory_xact_lock(_AUDIT_LOCK))
_HEAD = select(audit).order_by(audit.c.seq.desc()).limit(1)
_LAST = _HEAD.where(audit.c.what == bindparam("what"))
_ENTRIES = select(audit).order_by(audit.c.seq)
_APPEND = audit.insert()


class SqlPrivacy:
    """A `PrivacyStore` in one transaction."""

    def __init__(self, connection: Connection, vaults: VaultCache) -> None:
        self._connection = connection
        self._vaults = vaults
        self._has_made_keys = False

    def make_key(self, organisation: OrganisationId, cohort: CohortId) -> None:
        self._has_made_keys = True
        wrapped = self._vaults.ring.new_cohort_key(organisation, cohort)
        row = {"cohort": cohort, "ring_key": wrapped.ring_key_id, "sealed": wrapped.sealed}
        self._connection.execute(_ADD_KEY[self._connection.dialect.name], row)

    def vault(self, organisation: OrganisationId, cohort: CohortId) -> Vault:
        known = self._vaults.known(organisation, cohort)
        if known is not None:
            return known
        row = self._connection.execute(_KEY, {"cohort": cohort}).one_or_none()
        if row is None:
            raise KeyError(cohort)
        vault = self._vaults.ring.unwrap(WrappedKey(row.ring_key, row.sealed), organisation, cohort)
        if not self._has_made_keys:  # a key made here is lost if this transaction rolls back
            self._vaults.remember(organisation, cohort, vault)
        return vault

    def own_vault(self, organisation: OrganisationId) -> Vault:
        return self._vaults.own(organisation)

    def record(self, *, at: datetime, actor: str, what: str, about: Mapping[str, str]) -> None:
        """Appends an entry. Other writers wait until this transaction ends, so the chain never forks."""
        if is_postgres(self._connection):
            self._connection.execute(_LOCK_AUDIT)
        entry = next_entry(self.head(), at=at, actor=actor, what=what, about=about)
        self._connection.execute(_APPEND, _entry_row(entry))

    def head(self) -> AuditEntry | None:
        row = self._connection.execute(_HEAD).one_or_none()
        return _entry(row) if row is not None else None

    def last(self, what: str) -> AuditEntry | None:
        row = self._connection.execute(_LAST, {"what": what}).one_or_none()
        return _entry(row) if row is not None else None

    def entries(self) -> tuple[AuditEntry, ...]:
        return tuple(_entry(row) for row in self._connection.execute(_ENTRIES))


def _entry_row(entry: AuditEntry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "what": entry.what,
        "about": msgspec.json.encode(dict(entry.about)).decode(),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _entry(row: Row[*tuple[Any, ...]]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        what=row.what,
        about=msgspec.json.decode(row.about, type=dict[str, str]),
        previous=row.previous,
        hash=row.hash,
    )

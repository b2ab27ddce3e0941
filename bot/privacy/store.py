"""Keeps keys and of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.ids import CohortId, OrganisationId
from bot.privacy.audit import AuditEntry
from bot.privacy.seal import Vault


class PrivacyStore(Protocol):
    def make_key(self, organisation: OrganisationId, cohort: CohortId) -> None:
        """Makes and keeps the cohort's key, wrapped; a second call changes nothing."""

    def vault(self, organisation: OrganisationId, cohort: CohortId) -> Vault:
        """Raises KeyError for a cohort without a key, CannotOpen if the key ring does not open it."""

    def own_vault(self, organisation: OrganisationId) -> Vault:
        """For what belongs to no cohort: a person's picks, messages on their way."""

    def record(self, *, at: datetime, actor: str, what: str, about: Mapping[str, str]) -> None:
        """Appends to the audit trail. Never an answer, never a note."""

    def head(self) -> AuditEntry | None:
        """The last entry."""

    def last(self, what: str) -> AuditEntry | None:
        """The last entry of a kind."""

    def entries(self) -> tuple[AuditEntry, ...]: ...

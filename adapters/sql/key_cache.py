"""A cache of unwrapped cohort keys."""

from __future__ import annotations

from threading import Lock
from typing import Final

from bot.privacy.seal import KeyRing, Vault

_MAX_VAULTS: Final = 1_000


class VaultCache:
    """This process's unwrapped keys: a cohort's key never changes, and unwrapping it takes a query.

    A key that the current transaction made must not be cached, since the transaction may be rolled back.
    """

    def __init__(self, ring: KeyRing) -> None:
        self.ring = ring
        self.organisation = ""
        self._of_cohort: dict[tuple[str, str], Vault] = {}
        self._own: dict[str, Vault] = {}
        self._lock = Lock()

    def own(self, organisation: str) -> Vault:
        found = self._own.get(organisation)
        if found is None:
            found = self._own[organisation] = self.ring.post_vault(organisation)
        return found

    def known(self, organisation: str, cohort: str) -> Vault | None:
        return self._of_cohort.get((organisation, cohort))

    def remember(self, organisation: str, cohort: str, vault: Vault) -> None:
        with self._lock:
            if len(self._of_cohort) >= _MAX_VAULTS:
                self._of_cohort.clear()
            self._of_cohort[organisation, cohort] = vault

"""Unwrapped keys of this process."""

from __future__ import annotations

from threading import Lock
from typing import Final

from bot.privacy.seal import KeyRing, Vault

_MOST_VAULTS: Final = 1_000


class VaultCache:
    """Unwrapped keys of this process: a cohort's key never changes, and unwrapping it takes a query.

    Only vaults that were read from a transaction that is certain to be kept, or kept before, belong here.
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
            if len(self._of_cohort) >= _MOST_VAULTS:
                self._of_cohort.clear()
            self._of_cohort[organisation, cohort] = vault

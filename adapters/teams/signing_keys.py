"""The keys that the Bot Framework signs its tokens with: cached, and refreshed for an unknown key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.teams.microsoft_client import MicrosoftClient

FRESH_FOR: Final = 12 * 3_600.0
"""Seconds. Microsoft asks for at least one refresh a day."""
FORGED_EVERY: Final = 60.0
"""Seconds in which so many fetches for unknown keys are allowed: anybody can name an unknown key."""
FORGED_BURST: Final = 3
AFTER_FAILURE: Final = 5.0
"""Seconds until the next fetch after a failed one, or every request would wait for a time-out."""
SMALLEST_KEY: Final = 2_048


@dataclass(frozen=True, slots=True)
class SigningKey:
    key: RSAPublicKey = field(repr=False)
    endorsements: frozenset[str]


class KeysAway(Exception):
    """No key is known, and the key service does not answer."""


class SigningKeys:
    """Keeps the old keys while a refresh fails. Fetches once at a time."""

    def __init__(
        self, microsoft: MicrosoftClient, metadata_url: str, *, seconds: Callable[[], float] = monotonic
    ) -> None:
        self._microsoft = microsoft
        self._metadata_url = metadata_url
        self._seconds = seconds
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._not_before = float("-inf")
        self._forged: list[float] = []
        self._fetching = asyncio.Lock()

    async def find(self, kid: str) -> SigningKey | None:
        """The key with this id; None if there is none. Raises KeysAway."""
        known = self._keys.get(kid)
        # During a refresh, other requests use the cached key.
        if known and (self._is_fresh() or self._fetching.locked()):
            return known
        async with self._fetching:
            if self._may_fetch(kid):
                await self._fetch()
        if not self._keys:
            raise KeysAway
        return self._keys.get(kid)

    async def refresh(self) -> int | CallFailed:
        """Fetches now; returns the number of keys."""
        failed = await self._fetch()
        return failed or len(self._keys)

    def _is_fresh(self) -> bool:
        return self._seconds() < self._fetched_at + FRESH_FOR

    def _may_fetch(self, kid: str) -> bool:
        """Called inside the lock, since its last holder may have found the key."""
        now = self._seconds()
        if now < self._not_before:
            return False
        if not self._is_fresh():
            return True
        return kid not in self._keys and self._has_allowance(now)

    def _has_allowance(self, now: float) -> bool:
        self._forged = [at for at in self._forged if now - at < FORGED_EVERY]
        if len(self._forged) >= FORGED_BURST:
            return False
        self._forged.append(now)
        return True

    async def _fetch(self) -> CallFailed | None:
        found = await self._ask()
        if isinstance(found, CallFailed):
            self._not_before = self._seconds() + AFTER_FAILURE
            structlog.get_logger().warning("signing keys not fetched", why=str(found), kept=len(self._keys))
            return found
        self._keys, self._fetched_at = found, self._seconds()
        return None

    async def _ask(self) -> Mapping[str, SigningKey] | CallFailed:
        metadata = await self._microsoft.get(self._metadata_url)
        if isinstance(metadata, CallFailed):
            return metadata
        address = metadata.text("jwks_uri")
        if not _is_as_safe(address, self._metadata_url):
            return CallFailed("no_key_address")
        document = await self._microsoft.get(address)
        if isinstance(document, CallFailed):
            return document
        return _keys_in(document) or CallFailed("no_keys")


def _is_as_safe(address: str, metadata_url: str) -> bool:
    """Keys must come by https, unless the metadata does not."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    return scheme == "https" or (scheme == "http" and urlsplit(metadata_url).scheme == "http")


def _keys_in(document: CallSucceeded) -> Mapping[str, SigningKey]:
    listed = document.body.get("keys")
    found = (_key(one) for one in (listed if isinstance(listed, list) else ()))
    return dict(pair for pair in found if pair)


def _key(written: object) -> tuple[str, SigningKey] | None:
    """Reads an RSA key for signatures; None for any other entry."""
    if not isinstance(written, dict) or not isinstance(kid := written.get("kid"), str):
        return None
    if written.get("kty") != "RSA" or written.get("use", "sig") != "sig":
        return None
    try:
        key = PyJWK(written, algorithm="RS256").key
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        return None
    return kid, SigningKey(key, _endorsements(written))


def _endorsements(written: Mapping[str, Any]) -> frozenset[str]:
    listed = written.get("endorsements")
    return (
        frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()
    )

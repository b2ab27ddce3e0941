"""Sealing: AES-256-GCM under keys that are derived for one purpose and one owner.

    key ring --HKDF--> wraps the cohort's key (random, kept wrapped) --HKDF--> a key per purpose and owner
       `-------HKDF--> a key per purpose and owner, for what belongs to no cohort

The *owner* is the first part of a binding: the person for a draft, a private note or picks, the round for an
answer. So drafts are encrypted per person, and one key never seals more than one owner's rows of one purpose.

A sealed blob is: version (1 byte), key id (4), nonce (12), ciphertext and tag. What is sealed is framed as
its length (4 bytes) and the plaintext, filled with zeros up to a bucket, so that a blob's size does not tell
which choice was made or how long a note is. Authenticated beside it: organisation, cohort, purpose and the
whole binding, each with its length in front, so that no blob opens in the place of another.

A ring remembers the cohort keys it unwrapped last and a vault the keys it derived last, since one turn opens
and seals the same draft. The ring itself is in memory all the time, so this gives nothing more away.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_VERSION = b"\x01"
_ID_BYTES = 4
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEADER_BYTES = len(_VERSION) + _ID_BYTES
_BODY_FROM = _HEADER_BYTES + _NONCE_BYTES
_LENGTH_BYTES = 4
_VAULTS_REMEMBERED = 32
_CIPHERS_REMEMBERED = 256
"""In each vault; at 2.5 KB a cipher, all of them are 20 MB."""
_BUCKETS = (64, 256, 1024, 4096)
_KEY_TEXT = re.compile(r"[A-Za-z0-9_-]{43}=?")
_FEWEST_DISTINCT_BYTES = 12
"""32 random bytes have fewer once in 10**24 keys; a placeholder or a repeated pattern nearly always does."""


class KeyRingError(ValueError):
    """The key ring cannot be read. The message names a key by its place in the list, never by its text."""


class CannotOpen(Exception):
    """Something sealed does not open: its key is not in the key ring, or it is not what was sealed here.

    How to fix: put the missing key back at the end of UPMENTOR_SECRET_KEYS (or of the key file). If it is there,
    the database was changed or mixed with another: restore both from the same backup.
    """


class Purpose(StrEnum):
    """The purpose of a sealed value, and how it is bound: its owner first, then what tells it from others."""

    DRAFT = "draft"  # person, round
    ANSWER = "answer"  # round, role, question, row
    NOTE = "note"  # round, role, question, row
    PRIVATE_NOTE = "private_note"  # person, question
    ENGAGEMENT = "engagement"  # person
    PICKS = "picks"  # person
    DELIVERY = "delivery"  # person, delivery
    COHORT_KEY = "cohort_key"  # cohort; the key ring's own
    INSTALLATION = "installation"  # workspace
    FLAG = "flag"  # flag
    FLAG_ENTRY = "flag_entry"  # flag, entry
    ASK = "ask"  # ask
    TICKET = "ticket"  # ticket
    REVIEW = "review"  # person, day


_LEAST = {
    Purpose.DRAFT: 1024,
    Purpose.NOTE: 1024,
    Purpose.PRIVATE_NOTE: 1024,
    Purpose.PICKS: 256,
    Purpose.REVIEW: 4096,
    Purpose.FLAG: 1024,
    Purpose.FLAG_ENTRY: 1024,
    Purpose.ASK: 1024,
    Purpose.TICKET: 1024,
}
"""The smallest bucket, where 64 bytes would tell how far somebody got, or a line from a paragraph."""
_ONE_SIZE = frozenset({Purpose.ANSWER, Purpose.ENGAGEMENT})
"""Always the smallest bucket; what does not fit is refused, since its size would tell it from the others."""


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    id: str
    """Eight hexadecimal digits that tell keys apart and give nothing of them away."""
    material: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A cohort's key, sealed with a key of the ring: all that is kept of it.

    `ring_key_id` is for people and queries; what opens it is the id in the sealed bytes.
    """

    ring_key_id: str
    sealed: bytes


class Vault:
    """Seals and opens what belongs to one cohort or, from `KeyRing.post_vault`, to an organisation alone."""

    __slots__ = ("_cipher", "_cohort", "_keys", "_organisation")

    def __init__(self, keys: Sequence[_Key], *, organisation: str, cohort: str) -> None:
        self._keys = tuple(keys)
        self._organisation = organisation
        self._cohort = cohort
        self._cipher: Callable[[_Key, Purpose, str], AESGCM] = lru_cache(_CIPHERS_REMEMBERED)(self._derive)

    def __repr__(self) -> str:
        return f"<Vault of cohort {self._cohort}>" if self._cohort else "<Vault of no cohort>"

    def seal(self, purpose: Purpose, binding: tuple[str, ...], plaintext: bytes) -> bytes:
        """Different each time. Raises ValueError for an empty binding, or an answer over 60 bytes."""
        key = self._keys[0]
        header, nonce = _VERSION + bytes.fromhex(key.id), secrets.token_bytes(_NONCE_BYTES)
        bound, cipher = self._bound(purpose, binding), self._cipher(key, purpose, binding[0])
        return header + nonce + cipher.encrypt(nonce, _padded(purpose, plaintext), header + bound)

    def open(self, purpose: Purpose, binding: tuple[str, ...], sealed: bytes) -> bytes:
        """Opens what was sealed for this purpose and binding, here; raises CannotOpen for anything else."""
        key = self._key_of(sealed)
        header, nonce, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:_BODY_FROM], sealed[_BODY_FROM:]
        bound, cipher = self._bound(purpose, binding), self._cipher(key, purpose, binding[0])
        try:
            return _unpadded(cipher.decrypt(nonce, rest, header + bound))
        except InvalidTag:
            raise CannotOpen("sealed for another place, or changed since; restore from a backup") from None

    def pseudonym(self, owner: str) -> str:
        """Stands for the owner in this cohort: always the same, and not to be undone without the cohort's key."""
        label = _listed("upmentor pseudonym", self._organisation, self._cohort, owner)
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=label).derive(self._keys[0].material).hex()

    def is_newest(self, sealed: bytes) -> bool:
        """True if it is sealed under the key that would seal it today; if not, open it and seal it again."""
        return _key_id_of(sealed) == self._keys[0].id

    def _key_of(self, sealed: bytes) -> _Key:
        if len(sealed) < _BODY_FROM + _TAG_BYTES or sealed[:1] != _VERSION:
            raise CannotOpen("not sealed by this version of Upmentor; restore from a backup, or upgrade")
        return _find(self._keys, _key_id_of(sealed))

    def _bound(self, purpose: Purpose, binding: tuple[str, ...]) -> bytes:
        if not binding or not all(binding):
            raise ValueError("a binding names its owner first and has no empty part")
        return _listed("upmentor sealed", self._organisation, self._cohort, purpose, *binding)

    def _derive(self, key: _Key, purpose: Purpose, owner: str) -> AESGCM:
        label = _listed("upmentor key", self._organisation, self._cohort, purpose, owner)
        return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=label).derive(key.material))


class KeyRing:
    """The operator's keys, newest first: the newest seals, every one opens.

    A cohort has a random key of its own, kept wrapped by the ring, so adding a ring key means wrapping a few
    cohort keys afresh and touches no answer.
    """

    __slots__ = ("_cohort_vault", "_keys", "_post_vault")

    def __init__(self, keys: Sequence[_Key]) -> None:
        self._keys = tuple(keys)
        self._cohort_vault: Callable[[WrappedKey, str, str], Vault]
        self._cohort_vault = lru_cache(_VAULTS_REMEMBERED)(self._open_cohort)
        self._post_vault: Callable[[str], Vault] = lru_cache(_VAULTS_REMEMBERED)(self._open_post)

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self._keys)}>"

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Keys newest first, between white space or commas; each 32 bytes in URL-safe base64, padded or not.

        Raises KeyRingError.
        """
        texts = [part for part in re.split(r"[\s,]+", text) if part]
        if not texts:
            raise KeyRingError("the key ring is empty: it needs at least one key")
        keys: dict[str, _Key] = {}
        for place, part in enumerate(texts, start=1):
            key = _parsed(part, place)
            if keys.setdefault(key.id, key) is not key:
                raise KeyRingError(f"key {place} stands in the ring twice")
        return cls(tuple(keys.values()))

    @classmethod
    def fresh(cls) -> tuple[KeyRing, str]:
        """A ring of one key, and its text to be kept."""
        text = new_key_text()
        return cls.parse(text), text

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Newest first. They may be shown and logged."""
        return tuple(key.id for key in self._keys)

    def new_cohort_key(self, organisation: str, cohort: str) -> WrappedKey:
        return self._wrap(secrets.token_bytes(KEY_BYTES), organisation, cohort)

    def unwrap(self, wrapped: WrappedKey, organisation: str, cohort: str) -> Vault:
        """Raises CannotOpen, also for another cohort's key."""
        return self._cohort_vault(wrapped, organisation, cohort)

    def rewrap(self, wrapped: WrappedKey, organisation: str, cohort: str) -> WrappedKey:
        """The same cohort key under the newest ring key, so all it sealed still opens. Raises CannotOpen."""
        return self._wrap(self._unwrapped(wrapped, organisation, cohort), organisation, cohort)

    def is_newest(self, wrapped: WrappedKey) -> bool:
        return _key_id_of(wrapped.sealed) == self._keys[0].id

    def post_vault(self, organisation: str) -> Vault:
        """For what belongs to no cohort: messages on their way, a person's picks.

        Sealed straight under the ring's newest key and opened under the one named in the blob, so a retired
        ring key must stay in the ring until what it sealed has been sent or sealed again.
        """
        return self._post_vault(organisation)

    def _open_cohort(self, wrapped: WrappedKey, organisation: str, cohort: str) -> Vault:
        key = _key(self._unwrapped(wrapped, organisation, cohort))
        return Vault((key,), organisation=organisation, cohort=cohort)

    def _open_post(self, organisation: str) -> Vault:
        return Vault(self._keys, organisation=organisation, cohort="")

    def _wrap(self, material: bytes, organisation: str, cohort: str) -> WrappedKey:
        sealed = self.post_vault(organisation).seal(Purpose.COHORT_KEY, (cohort,), material)
        return WrappedKey(self._keys[0].id, sealed)

    def _unwrapped(self, wrapped: WrappedKey, organisation: str, cohort: str) -> bytes:
        return self.post_vault(organisation).open(Purpose.COHORT_KEY, (cohort,), wrapped.sealed)


def new_key_text() -> str:
    """A random key as the ring's text has it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _parsed(text: str, place: int) -> _Key:
    if not _KEY_TEXT.fullmatch(text):
        raise KeyRingError(f"key {place} is not {KEY_BYTES} bytes in URL-safe base64 (43 characters)")
    material = base64.urlsafe_b64decode(text.rstrip("=") + "=")
    if len(set(material)) < _FEWEST_DISTINCT_BYTES:
        raise KeyRingError(f"key {place} is a pattern, not random")
    return _key(material)


def _key(material: bytes) -> _Key:
    return _Key(hashlib.sha256(b"upmentor key id" + material).hexdigest()[: 2 * _ID_BYTES], material)


def _key_id_of(sealed: bytes) -> str:
    return sealed[len(_VERSION) : _HEADER_BYTES].hex()


def _find(keys: Sequence[_Key], key_id: str) -> _Key:
    for key in keys:
        if key.id == key_id:
            return key
    raise CannotOpen(f"its key {key_id} is missing; put that key back at the end of the key ring")


def _listed(*parts: str) -> bytes:
    """The parts one after another, each with its length in front: no two lists read the same."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4) + part for part in encoded)


def _padded(purpose: Purpose, plaintext: bytes) -> bytes:
    framed = len(plaintext).to_bytes(_LENGTH_BYTES) + plaintext
    return framed.ljust(_bucket(purpose, len(framed)), b"\0")


def _bucket(purpose: Purpose, size: int) -> int:
    if purpose in _ONE_SIZE and size > _BUCKETS[0]:
        raise ValueError(f"too long to be sealed as {purpose}: every one of them has the same size")
    size = max(size, _LEAST.get(purpose, 0))
    return next((bucket for bucket in _BUCKETS if size <= bucket), -(-size // 4096) * 4096)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES])
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]

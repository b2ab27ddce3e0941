"""The keys that tokens are signed with, and tokens good and bad."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.teams.server.names import APP_ID, ISSUER

HOUR: Final = 3_600
TEAMS: Final = ("msteams", "skypeforbusiness")


@cache
def _made(number: int) -> RSAPrivateKey:
    """Keys take a while to make, so all tests share them."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass(slots=True)
class Signer:
    """`published` are the keys of the document, each with what it is endorsed for."""

    published: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=lambda: {"key-1": (1, TEAMS)})
    signs_with: str = "key-1"

    def rotate(self, *, endorsements: tuple[str, ...] = TEAMS) -> None:
        """A key that nobody has seen yet takes the place of the others."""
        number = len(self.published) + 1
        self.signs_with = f"key-{number}-{secrets.token_hex(4)}"
        self.published = {self.signs_with: (number, endorsements)}

    def document(self) -> dict[str, Any]:
        return {"keys": [_jwk(kid, *known) for kid, known in self.published.items()]}

    def private_key(self, kid: str = "") -> RSAPrivateKey:
        return _made(self.published[kid or self.signs_with][0])

    def token(
        self,
        now: float,
        service_url: str,
        *,
        key: RSAPrivateKey | None = None,
        algorithm: str = "RS256",
        header: dict[str, Any] | None = None,
        without: tuple[str, ...] = (),
        **claims: Any,
    ) -> str:
        """As Teams would sign it now, but for what is said otherwise."""
        given = {**_good(now, service_url), **claims}
        return jwt.encode(
            {name: value for name, value in given.items() if name not in without},
            self.private_key() if key is None else key,
            algorithm=algorithm,
            headers={"kid": self.signs_with, **(header or {})},
        )

    def forged(
        self, now: float, service_url: str, header: dict[str, Any], sign: Callable[[bytes], bytes]
    ) -> str:
        """A good token but for its header and signature, which a careful library would not make."""
        head = json.dumps({"typ": "JWT", "kid": self.signs_with, **header}).encode()
        body = json.dumps(_good(now, service_url)).encode()
        signed = b".".join((_base64(head), _base64(body)))
        return b".".join((signed, _base64(sign(signed)))).decode()


def _good(now: float, service_url: str) -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "aud": APP_ID,
        "nbf": int(now) - 60,
        "exp": int(now) + HOUR,
        "serviceurl": service_url,
    }


def strange_key() -> RSAPrivateKey:
    """A key that nobody published."""
    return _made(99)


def _jwk(kid: str, number: int, endorsements: tuple[str, ...]) -> dict[str, Any]:
    numbers = _made(number).public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": kid,
        "x5t": kid,
        "n": _encoded(numbers.n),
        "e": _encoded(numbers.e),
        "endorsements": list(endorsements),
    }


def _encoded(number: int) -> str:
    return _base64(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")

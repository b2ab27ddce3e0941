"""Verification of requests: the token is Teams' and for us, and the activity is the token's and our tenant's."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import jwt
import msgspec
from jwt.exceptions import InvalidTokenError

from adapters.teams.service_urls import LOOPBACK, ServiceUrls
from adapters.teams.signing_keys import KeysAway, SigningKey, SigningKeys

CHANNEL: Final = "msteams"
LEEWAY: Final = timedelta(minutes=5)
LONGEST_TOKEN: Final = 4_096
MOST_REMEMBERED: Final = 1_000
REQUIRED: Final = ("iss", "aud", "exp", "nbf")


@dataclass(frozen=True, slots=True)
class RejectedRequest:
    """The sender learns the status only; `why` is for our log."""

    status: int
    why: str


@dataclass(frozen=True, slots=True)
class VerifiedSender:
    """The claims of a verified token. An anonymous sender has none."""

    service_url: str = ""
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class _Vouched:
    """A token with the right signature and claims. Its times and its key are checked at every request."""

    sender: VerifiedSender
    kid: str
    key: SigningKey
    begins: float
    expires: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsVerifier:
    """For a test client that sends no token, `keys` is None and `tenant` is "".

    Teams sends the same token for an hour. A verified one is cached by its digest; after that, only its times and its
    key are checked.
    """

    keys: SigningKeys | None
    app_id: str
    issuer: str
    tenant: str
    service_urls: ServiceUrls
    now: Callable[[], datetime]
    _remembered: dict[bytes, _Vouched] = field(default_factory=dict, repr=False)

    async def sender(self, headers: Mapping[str, str]) -> VerifiedSender | RejectedRequest:
        """Verifies the token, before anything of the body is read."""
        if self.keys is None:
            is_here = _is_from_this_machine(headers)
            return (
                VerifiedSender(is_anonymous=True)
                if is_here
                else RejectedRequest(403, "no token, and not a local client's")
            )
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not token:
            return RejectedRequest(401, "no token")
        try:
            return await self._vouched(self.keys, token.strip())
        except KeysAway:
            return RejectedRequest(503, "no signing key is known")
        except InvalidTokenError as wrong:
            return RejectedRequest(401, type(wrong).__name__)

    def refuses(self, sender: VerifiedSender, activity: Mapping[str, Any]) -> RejectedRequest | None:
        """Returns why the activity is refused: it is not the token's, or not for us; None if it is accepted."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not service_url:
            return RejectedRequest(403, "no service address")
        if activity.get("channelId") != CHANNEL:
            return RejectedRequest(403, "another channel")
        if not sender.is_anonymous and not _same(service_url, sender.service_url):
            return RejectedRequest(403, "another service address than the token's")
        if not self.service_urls.allow(service_url):
            return RejectedRequest(403, "a service address that is not allowed")
        if self.tenant and _tenants(activity) != {self.tenant.casefold()}:
            return RejectedRequest(403, "another tenant")
        return None

    async def _vouched(self, keys: SigningKeys, token: str) -> VerifiedSender | RejectedRequest:
        if len(token) > LONGEST_TOKEN or not token.isascii():
            return RejectedRequest(401, "nothing that is a token")
        digest = sha256(token.encode()).digest()
        known = self._remembered.get(digest)
        kid = known.kid if known else _kid(token)
        if kid is None:
            return RejectedRequest(401, "another algorithm, or no key named")
        key = await keys.find(kid)
        if key is None:
            return RejectedRequest(401, "signed with a key that nobody published")
        if known is None or known.key is not key:
            known = self._checked(token, kid, key)
            self._remember(digest, known)
        if why := _why_not_now(known, self.now().timestamp()):
            return RejectedRequest(401, why)
        if CHANNEL not in key.endorsements:
            return RejectedRequest(403, "a key that is not for Teams")
        return (
            known.sender
            if known.sender.service_url
            else RejectedRequest(403, "a token without a service address")
        )

    def _checked(self, token: str, kid: str, key: SigningKey) -> _Vouched:
        """Raises InvalidTokenError."""
        claims = jwt.decode(
            token,
            key.key,
            algorithms=["RS256"],
            audience=self.app_id,
            issuer=self.issuer,
            # Times are checked by our own clock at every request; `iat` adds nothing.
            options={
                "require": list(REQUIRED),
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
        begins, expires = claims["nbf"], claims["exp"]
        if not all(type(moment) in (int, float) for moment in (begins, expires)) or not begins < expires:
            raise InvalidTokenError("times that are none, or in disorder")
        service_url = claims.get("serviceurl")
        sender = VerifiedSender(service_url if isinstance(service_url, str) else "")
        return _Vouched(sender, kid, key, begins, expires)

    def _remember(self, digest: bytes, vouched: _Vouched) -> None:
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[digest] = vouched


def _is_from_this_machine(headers: Mapping[str, str]) -> bool:
    """A proxy sends another host name, and a web page cannot send JSON to another origin without asking."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    try:
        host = urlsplit(f"//{headers.get('Host', '')}").hostname
    except ValueError:
        return False
    return kind == "application/json" and "Origin" not in headers and host in LOOPBACK


def _kid(token: str) -> str | None:
    """The unverified key id of an RS256 token; None for any other."""
    head = token.partition(".")[0]
    try:
        header = msgspec.json.decode(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or header.get("alg") != "RS256":
        return None
    kid = header.get("kid")
    return kid if isinstance(kid, str) else None


def _why_not_now(vouched: _Vouched, now: float) -> str:
    """Returns why the token is not valid now, or ""."""
    leeway = LEEWAY.total_seconds()
    if now > vouched.expires + leeway:
        return "expired"
    return "not yet valid" if now < vouched.begins - leeway else ""


def _same(one: str, other: str) -> bool:
    return one.rstrip("/").casefold() == other.rstrip("/").casefold()


def _tenants(activity: Mapping[str, Any]) -> set[str]:
    """All tenants that the activity names, in its conversation, its channel data and its sender."""
    named = (
        _inside(activity, "conversation", "tenantId"),
        _inside(activity, "channelData", "tenant", "id"),
        _inside(activity, "from", "tenantId"),
    )
    return {one.casefold() if isinstance(one, str) else "" for one in named if one is not None}


def _inside(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value

"""Our own tokens: cached until shortly before they expire, and in no log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Final, Protocol
from urllib.parse import urlsplit

import structlog

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.responses import NOT_MICROSOFT

BEFORE_IT_EXPIRES: Final = 300.0
"""Seconds; for a token that lives shorter, half of its life."""
AFTER_FAILURE: Final = 5.0
"""Seconds for which a failure is cached, or waiting calls would ask one after another."""
IMDS: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Azure's instance metadata service (learn.microsoft.com/entra/identity/managed-identities-azure-resources)."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A string that no log and no repr shows."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Granted:
    token: Secret
    lives: float
    """Seconds."""


class Grants(Protocol):
    """A source of tokens."""

    async def grant(self, resource: str) -> Granted | CallFailed:
        """A token for the resource, like https://graph.microsoft.com."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSecret:
    """Asks the login service of the tenant, with the app's password."""

    microsoft: MicrosoftClient
    login_url: str
    tenant: str
    app_id: str
    password: Secret

    async def grant(self, resource: str) -> Granted | CallFailed:
        return _granted(
            await self.microsoft.post_form(
                f"{self.login_url.rstrip('/')}/{self.tenant}/oauth2/v2.0/token",
                {
                    "grant_type": "client_credentials",
                    "client_id": self.app_id,
                    "client_secret": self.password.value,
                    "scope": f"{resource}/.default",
                },
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedIdentity:
    """Asks Azure for the identity of the machine; there is no password. `endpoint` and `header` are App Service's."""

    microsoft: MicrosoftClient
    app_id: str
    endpoint: str = ""
    header: Secret = field(default=Secret(""))
    imds: str = IMDS

    async def grant(self, resource: str) -> Granted | CallFailed:
        about = {"resource": resource, "client_id": self.app_id}
        if self.endpoint:
            headers = {"X-IDENTITY-HEADER": self.header.value}
            answer = await self.microsoft.get(
                self.endpoint, headers=headers, params={**about, "api-version": "2019-08-01"}
            )
        else:
            answer = await self.microsoft.get(
                self.imds, headers={"Metadata": "true"}, params={**about, "api-version": "2018-02-01"}
            )
        return _granted(answer)


class Tokens:
    """Caches one token for each resource. Concurrent callers share one request."""

    def __init__(self, grants: Grants, *, seconds: Callable[[], float] = monotonic) -> None:
        self._grants = grants
        self._seconds = seconds
        self._kept: dict[str, tuple[float, Secret]] = {}
        self._failed: dict[str, tuple[float, CallFailed]] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def token(self, resource: str) -> Secret | CallFailed:
        if found := self._known(resource):
            return found
        async with self._asking.setdefault(resource, asyncio.Lock()):
            return self._known(resource) or await self._ask(resource)

    def doubt(self, resource: str, token: Secret) -> None:
        """The token was refused: the next call gets a new one."""
        if self._kept.get(resource, (0.0, None))[1] == token:
            del self._kept[resource]

    def _known(self, resource: str) -> Secret | CallFailed | None:
        now = self._seconds()
        until, token = self._kept.get(resource, (0.0, None))
        if token is not None and now < until:
            return token
        again, failed = self._failed.get(resource, (0.0, None))
        return failed if now < again else None

    async def _ask(self, resource: str) -> Secret | CallFailed:
        granted = await self._grants.grant(resource)
        now = self._seconds()
        if isinstance(granted, CallFailed):
            structlog.get_logger().warning("no token", resource=_host(resource), why=str(granted))
            self._failed[resource] = (now + AFTER_FAILURE, granted)
            return granted
        early = min(BEFORE_IT_EXPIRES, granted.lives / 2)
        self._kept[resource] = (now + granted.lives - early, granted.token)
        return granted.token


def _granted(answer: CallSucceeded | CallFailed) -> Granted | CallFailed:
    if isinstance(answer, CallFailed):
        return answer
    token, lives = answer.text("access_token"), _seconds_of(answer.body)
    if not token or lives <= 0:
        return CallFailed(NOT_MICROSOFT, 200)
    return Granted(Secret(token), lives)


def _seconds_of(body: Mapping[str, object]) -> float:
    """App Service gives the moment of expiry only (learn.microsoft.com/azure/app-service/overview-managed-identity)."""
    if "expires_in" in body:
        return _number(body["expires_in"])
    return _number(body.get("expires_on")) - time()


def _number(value: object) -> float:
    """A number from the login service, digits in a string from a managed identity."""
    written = str(value)
    return float(written) if written.isascii() and written.isdecimal() and len(written) < 12 else 0.0


def _host(resource: str) -> str:
    return urlsplit(resource).hostname or resource

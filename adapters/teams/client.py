"""The client of the Bot Connector: a call goes out once, to an address of Teams, and every failure is a value.

It uses aiohttp, which takes a tenth of httpx's time for a small call: one call goes out with every answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from yarl import URL

from adapters.chat.http_call import CallFailed, CallSucceeded, read_capped
from adapters.teams.responses import REFUSED_ADDRESS, parse_error, parse_response
from adapters.teams.service_urls import ServiceUrls
from adapters.teams.tokens import Secret, Tokens

ANSWER_WITHIN: Final = timedelta(seconds=5)
"""Half of what the relay gives a delivery, so that one can wait for its turn before it calls."""
CONNECT_WITHIN: Final = timedelta(seconds=3)
CONNECTIONS: Final = 128
LARGEST: Final = 1_000_000
"""Bytes of a response."""
_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAddress:
    """A conversation, and the address that serves it."""

    service_url: str
    conversation: str


class ConnectorClient:
    """One pool of connections. `tokens` is None for a test client that needs none. Close it in its loop."""

    def __init__(self, tokens: Tokens | None, *, resource: str, service_urls: ServiceUrls) -> None:
        self._tokens = tokens
        self._resource = resource
        self._service_urls = service_urls
        self._proxy = lru_cache(1_024)(_proxy)
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(
                total=ANSWER_WITHIN.total_seconds(), connect=CONNECT_WITHIN.total_seconds()
            ),
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        await self._session.close()

    async def send(
        self, chat: ConversationAddress, activity: Mapping[str, Any], *, is_targeted: bool = False
    ) -> CallSucceeded | CallFailed:
        """`id` in the answer is the activity's. Only its recipient sees a targeted one."""
        only = "?isTargetedActivity=true" if is_targeted else ""
        return await self._call("POST", chat.service_url, f"{_path(chat)}/activities{only}", activity)

    async def update(
        self, chat: ConversationAddress, activity_id: str, activity: Mapping[str, Any]
    ) -> CallSucceeded | CallFailed:
        path = f"{_path(chat)}/activities/{quote(activity_id, safe='')}"
        return await self._call("PUT", chat.service_url, path, {**activity, "id": activity_id})

    async def create(
        self, service_url: str, *, bot: str, user: str, tenant: str
    ) -> CallSucceeded | CallFailed:
        """Begins or finds the person's own chat with the bot: `id` in the answer is the conversation's."""
        members = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": user}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._call("POST", service_url, "/v3/conversations", members)

    async def member(self, chat: ConversationAddress, user: str) -> CallSucceeded | CallFailed:
        """A member of the conversation: email, userPrincipalName, aadObjectId."""
        path = f"{_path(chat)}/members/{quote(user, safe='')}"
        return await self._call("GET", chat.service_url, path, None)

    async def _call(
        self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None
    ) -> CallSucceeded | CallFailed:
        if not self._service_urls.allow(service_url):
            return CallFailed(REFUSED_ADDRESS)
        url = f"{service_url.rstrip('/')}{path}"
        sent = msgspec.json.encode(body) if body is not None else None
        token = await self._token()
        if isinstance(token, CallFailed):
            return token
        answer = await self._once(method, url, sent, token)
        if isinstance(answer, CallFailed) and answer.status == 401 and self._tokens is not None:
            self._tokens.doubt(self._resource, token)
            renewed = await self._token()
            # The call was refused before anything was done, so it may go out once more.
            if isinstance(renewed, Secret) and renewed != token:
                return await self._once(method, url, sent, renewed)
        return answer

    async def _token(self) -> Secret | CallFailed:
        return await self._tokens.token(self._resource) if self._tokens is not None else Secret("")

    async def _once(
        self, method: str, url: str, body: bytes | None, token: Secret
    ) -> CallSucceeded | CallFailed:
        headers = {**_JSON, "Authorization": f"Bearer {token.value}"} if token.value else _JSON
        address = URL(url, encoded=True)
        try:
            async with self._session.request(
                method,
                address,
                data=body,
                headers=headers,
                allow_redirects=False,
                proxy=self._proxy(address.scheme, address.host or ""),
            ) as response:
                read = await read_capped(response.content.iter_any(), LARGEST)
                return parse_response(response.status, response.headers, read)
        except (aiohttp.ClientError, OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            return parse_error(error)


def _path(chat: ConversationAddress) -> str:
    return f"/v3/conversations/{quote(chat.conversation, safe='')}"


def _proxy(scheme: str, host: str) -> str | None:
    """The proxy that the environment names, looked up once a host: aiohttp reads files at every call."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def host_of(service_url: str) -> str:
    """The part of an address for logs: the rest may name a tenant."""
    return urlsplit(service_url).hostname or ""

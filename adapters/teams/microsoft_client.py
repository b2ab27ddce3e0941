"""The client of Microsoft's login, key and directory services. Its calls are rare and small."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import httpx

from adapters.chat.http_call import CUT_OFF, TIMED_OUT, UNREACHABLE, CallFailed, CallSucceeded, read_capped
from adapters.teams.responses import NOT_MICROSOFT, parse_response

ANSWER_WITHIN: Final = httpx.Timeout(5.0, connect=3.0)
LARGEST: Final = 1_000_000
"""Bytes. The key document has about a tenth."""


for _name in ("anyio._backends._asyncio", "httpcore._backends.anyio"):
    import_module(
        _name
    )  # httpx loads them at its first call, which would block the loop for a tenth of a second


class MicrosoftClient:
    """One pool of connections. Make, use and close it in one loop. It follows no redirects."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(timeout=ANSWER_WITHIN, follow_redirects=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> CallSucceeded | CallFailed:
        return await self._call("GET", url, headers=headers, params=params)

    async def post_form(self, url: str, fields: Mapping[str, str]) -> CallSucceeded | CallFailed:
        return await self._call("POST", url, data=fields)

    async def _call(self, method: str, url: str, **request: Any) -> CallSucceeded | CallFailed:
        try:
            async with self._client.stream(method, url, **request) as response:
                body = await read_capped(response.aiter_bytes(), LARGEST)
                return parse_response(response.status_code, response.headers, body)
        except httpx.HTTPError as error:
            return _failed(error)
        except (httpx.InvalidURL, UnicodeError):
            return CallFailed(UNREACHABLE)


def _failed(error: httpx.HTTPError) -> CallFailed:
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.UnsupportedProtocol() | httpx.ProxyError():
            return CallFailed(UNREACHABLE)
        case httpx.TimeoutException():
            return CallFailed(TIMED_OUT)
        case httpx.TransportError():
            return CallFailed(CUT_OFF)
        case _:
            return CallFailed(NOT_MICROSOFT)

"""The client of Slack's Web API: a call goes out once, and every failure is a value."""

from __future__ import annotations

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.http_call import CUT_OFF, CallFailed, CallSucceeded, network_failure, parse_retry_after

ANSWER_WITHIN: Final = timedelta(seconds=5)
"""Half of what the relay gives a delivery, so that one can wait for its turn before it calls."""
CONNECT_WITHIN: Final = timedelta(seconds=3)
CONNECTIONS: Final = 64

NOT_SLACK: Final = "not_slack"
RATE_LIMITED: Final = "ratelimited"

_POINTER: Final = re.compile(r"\[json-pointer:([\w/]+)\]")


class SlackClient:
    """One pool of connections for every workspace. Make, use and close it in one loop."""

    def __init__(self, api_url: str) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(
                total=ANSWER_WITHIN.total_seconds(), connect=CONNECT_WITHIN.total_seconds()
            ),
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            json_serialize=lambda value: msgspec.json.encode(value).decode(),
        )
        # The SDK's own handler repeats a call after a broken connection, and a message that had arrived comes twice.
        self.sdk = AsyncWebClient(
            base_url=api_url, session=self._session, retry_handlers=[], logger=quiet_logger()
        )
        if proxy_bypass(urlsplit(api_url).hostname or ""):  # the SDK reads HTTPS_PROXY and not NO_PROXY
            self.sdk.proxy = None

    async def close(self) -> None:
        await self._session.close()

    async def write(self, method: str, token: str, /, **arguments: object) -> CallSucceeded | CallFailed:
        """Calls a method that takes JSON: those that write."""
        return await self._call(method, json={**arguments, "token": token})

    async def read(self, method: str, token: str, /, **arguments: str) -> CallSucceeded | CallFailed:
        """Calls a method that takes form fields only: those that read."""
        return await self._call(method, params={**arguments, "token": token})

    async def exchange(
        self, *, client_id: str, client_secret: str, code: str, redirect: str
    ) -> CallSucceeded | CallFailed:
        """Exchanges the code of an OAuth installation for its token."""
        fields = {"code": code, "redirect_uri": redirect}
        # Not by the SDK's `auth`, which warns of a class that aiohttp is about to drop.
        secret = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        return await self._call("oauth.v2.access", data=fields, headers={"Authorization": f"Basic {secret}"})

    async def respond(self, url: str, message: Mapping[str, object]) -> CallSucceeded | CallFailed:
        """Posts to a `response_url`, which takes five answers within half an hour."""
        try:
            async with self._session.post(url, json=message, proxy=self.sdk.proxy) as response:
                if response.status == 200:
                    return CallSucceeded()
                wait = parse_retry_after(response.headers)
                return CallFailed(f"response_url_{response.status}", response.status, wait)
        except Exception as error:  # noqa: BLE001 - the boundary to the network, as in `_call`
            return _parse_error(error)

    async def _call(self, method: str, **request: Any) -> CallSucceeded | CallFailed:
        try:
            response = await self.sdk.api_call(method, **request)
        except Exception as error:  # noqa: BLE001 - the SDK lets anything through: AttributeError for a 200 in plain text
            return _parse_error(error)
        return _parse_response(response)


def _parse_response(response: Any) -> CallSucceeded | CallFailed:
    """A response that the SDK took for a success."""
    body = response.data
    if not isinstance(body, Mapping):
        return CallFailed(NOT_SLACK)
    scopes = str(response.headers.get("x-oauth-scopes", ""))
    return CallSucceeded(body, frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()))


def _parse_error(error: Exception) -> CallFailed:
    """An error that a call raised; raises it again if it is none of Slack's or the network's."""
    if isinstance(error, SlackApiError):
        return _refused(error.response)
    if failed := network_failure(error):
        return failed
    match error:
        case aiohttp.ClientError() | asyncio.IncompleteReadError():
            return CallFailed(CUT_OFF)
        case SlackClientError() | AttributeError() | ValueError():
            return CallFailed(NOT_SLACK)
        case _:
            raise error


def _refused(response: Any) -> CallFailed:
    """Slack's own error; a page of something in front of Slack has no `error`."""
    body = getattr(response, "data", None)
    status, headers = getattr(response, "status_code", 0), getattr(response, "headers", {})
    code = body.get("error") if isinstance(body, Mapping) else None
    if status == 429:
        return CallFailed(RATE_LIMITED, status, parse_retry_after(headers))
    if not isinstance(code, str) or not code:
        return CallFailed(NOT_SLACK, status)
    return CallFailed(code, status, parse_retry_after(headers), _detail(body))


def _detail(body: object) -> str:
    """The scope that is needed, or which block is wrong; never a sentence, which could quote a person."""
    if not isinstance(body, Mapping):
        return ""
    if isinstance(needed := body.get("needed"), str):
        return needed
    metadata = body.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    if not isinstance(messages, list):
        return ""
    return " ".join(pointer for message in messages for pointer in _POINTER.findall(str(message)))


class _Redacted(logging.Filter):
    """Removes tokens, addresses and everything after the first line from what Slack's libraries log."""

    _SECRET = re.compile(r"xox[a-z]-\S+|xapp-\S+|wss?://\S+|https?://\S+", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._SECRET.sub("(redacted)", record.getMessage()).partition("\n")[0][:200]
        record.args = None
        return True


def quiet_logger() -> logging.Logger:
    """The logger of Slack's libraries: warnings and worse, redacted. At debug they print every payload."""
    logger = logging.getLogger("upmentor.slack.library")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_Redacted())
    return logger

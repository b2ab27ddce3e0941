"""Slack's Web API: a call goes out once, and whatever a network or Slack can do to it comes back as a value."""

from __future__ import annotations

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

ANSWER_WITHIN: Final = timedelta(seconds=5)
"""Half of what the drain gives a send, so that it can wait for its turn before it calls."""
CONNECT_WITHIN: Final = timedelta(seconds=3)
CONNECTIONS: Final = 64

TIMED_OUT: Final = "timed_out"
UNREACHABLE: Final = "unreachable"
CUT_OFF: Final = "cut_off"
NOT_SLACK: Final = "not_slack"
RATE_LIMITED: Final = "ratelimited"


@dataclass(frozen=True, slots=True)
class CallSucceeded:
    """Slack did it. `scopes` are what the token may do, by the answer's header."""

    body: Mapping[str, Any]
    scopes: frozenset[str] = frozenset()

    def text(self, *path: str) -> str:
        """The string at this place of the body; "" if there is none."""
        value: object = self.body
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class CallFailed:
    """Slack did not, or nobody knows. `code` is Slack's word, or one of the constants of this module.

    `detail` is what Slack says beside it: the scope that is needed, or which block is wrong; never a person's words.
    """

    code: str
    retry_after: timedelta | None = None
    detail: str = ""


class SlackClient:
    """One pool of connections for every workspace. To be made, used and closed in one loop."""

    def __init__(self, api_url: str) -> None:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(
                total=ANSWER_WITHIN.total_seconds(), connect=CONNECT_WITHIN.total_seconds()
            ),
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            json_serialize=lambda value: msgspec.json.encode(value).decode(),
        )
        # Its own handler repeats a call once after a broken connection: a message that had arrived came twice.
        self.client = AsyncWebClient(
            base_url=api_url, session=self._session, retry_handlers=[], logger=quiet_logger()
        )
        if proxy_bypass(urlsplit(api_url).hostname or ""):  # the SDK reads HTTPS_PROXY and not NO_PROXY
            self.client.proxy = None

    async def close(self) -> None:
        await self._session.close()

    async def write(self, method: str, token: str, /, **arguments: object) -> CallSucceeded | CallFailed:
        """A method that takes JSON: those that write."""
        return await self._call(method, json={**arguments, "token": token})

    async def read(self, method: str, token: str, /, **arguments: str) -> CallSucceeded | CallFailed:
        """A method that takes form fields only: those that read."""
        return await self._call(method, params={**arguments, "token": token})

    async def exchange(
        self, *, client_id: str, client_secret: str, code: str, redirect: str
    ) -> CallSucceeded | CallFailed:
        """The code that an installation came back with, for its token."""
        fields = {"code": code, "redirect_uri": redirect}
        # Not by the SDK's `auth`, which warns of a class that aiohttp is about to drop.
        secret = b64encode(f"{client_id}:{client_secret}".encode()).decode()
        return await self._call("oauth.v2.access", data=fields, headers={"Authorization": f"Basic {secret}"})

    async def respond(self, url: str, message: Mapping[str, object]) -> CallSucceeded | CallFailed:
        """Posts to a `response_url`, which takes five answers within half an hour."""
        try:
            async with self._session.post(url, json=message, proxy=self.client.proxy) as response:
                if response.status == 200:
                    return CallSucceeded({})
                return CallFailed(f"response_url_{response.status}", _retry_after(response.headers))
        except Exception as error:  # noqa: BLE001 - the boundary to the network, as in `_call`
            return _failed(error)

    async def _call(self, method: str, **request: Any) -> CallSucceeded | CallFailed:
        try:
            response = await self.client.api_call(method, **request)
        except Exception as error:  # noqa: BLE001 - the SDK lets anything through: AttributeError for a 200 in plain text
            return _failed(error)
        body = response.data
        if not isinstance(body, Mapping):
            return CallFailed(NOT_SLACK)
        scopes = str(response.headers.get("x-oauth-scopes", ""))
        return CallSucceeded(body, frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()))


def _failed(error: Exception) -> CallFailed:
    match error:
        case SlackApiError():
            return _refused(error.response)
        case TimeoutError():
            return CallFailed(TIMED_OUT)
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            return CallFailed(UNREACHABLE)
        case aiohttp.ClientError() | OSError() | asyncio.IncompleteReadError():
            return CallFailed(CUT_OFF)
        case SlackClientError() | AttributeError() | ValueError():
            return CallFailed(NOT_SLACK)
        case _:
            raise error


def _refused(response: Any) -> CallFailed:
    """Slack's own error; or a page of something that stands in front of Slack, which has no `error`."""
    body = getattr(response, "data", None)
    status, headers = getattr(response, "status_code", 0), getattr(response, "headers", {})
    code = body.get("error") if isinstance(body, Mapping) else None
    if status == 429:
        return CallFailed(RATE_LIMITED, _retry_after(headers))
    if not isinstance(code, str) or not code:
        return CallFailed(NOT_SLACK)
    return CallFailed(code, _retry_after(headers), _detail(body))


def _detail(body: object) -> str:
    if not isinstance(body, Mapping):
        return ""
    if isinstance(needed := body.get("needed"), str):
        return needed
    about = body.get("response_metadata")
    said = about.get("messages") if isinstance(about, Mapping) else None
    if not isinstance(said, list):
        return ""
    return " ".join(pointer for one in said for pointer in re.findall(r"\[json-pointer:([\w/]+)\]", str(one)))


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    written = str(headers.get("Retry-After", ""))
    return timedelta(seconds=int(written)) if written.isdecimal() and len(written) < 7 else None


class _Redacted(logging.Filter):
    """Takes tokens, tickets and all that follows a colon out of what Slack's libraries log."""

    _SECRET = re.compile(r"xox[a-z]-\S+|xapp-\S+|wss?://\S+|https?://\S+", re.IGNORECASE)

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._SECRET.sub("(redacted)", record.getMessage()).partition("\n")[0][:200]
        record.args = None
        return True


def quiet_logger() -> logging.Logger:
    """For Slack's libraries: warnings and worse, redacted. At debug they print every payload, words and all."""
    logger = logging.getLogger("upmentor.slack.library")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_Redacted())
    return logger

"""The HTTP client of a desk: sends each request once, and returns every failure as a value."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import httpx
import msgspec

from adapters.chat.http_call import parse_retry_after, read_capped
from bot.outbox import Retry, Undeliverable

CONNECT_WITHIN: Final = 5.0
ANSWER_WITHIN: Final = 15.0
"""Seconds for a whole request, however slowly its response arrives. A job takes at most four requests."""
MAX_BYTES: Final = 1 << 20
SETTLE_AFTER: Final = timedelta(seconds=60)
"""A request that broke off may have created a ticket. A search finds it once the desk has indexed it."""
_LATE: Final = "the desk did not answer in time"

Method = Literal["GET", "POST", "PUT", "PATCH"]


@dataclass(frozen=True, slots=True)
class JsonValue:
    """The JSON of a 2xx response, or a part of it; None for an empty response."""

    body: Any

    def at(self, *path: str | int) -> Any:
        """The value at this path of the body; None if there is none."""
        value = self.body
        for step in path:
            if isinstance(step, int):
                value = value[step] if isinstance(value, list) and len(value) > step else None
            else:
                value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def text(self, *path: str | int) -> str:
        """Like `at`, for a text or a whole number; "" for anything else."""
        value = self.at(*path)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


@dataclass(frozen=True, slots=True)
class ClientError:
    """The desk refused the request with a 4xx. `fields` are the names of the fields it complains about."""

    status: int
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" because of {', '.join(self.fields)}" if self.fields else ""
        return f"the desk answers {self.status} ({_phrase(self.status)}){named}"


class DeskClient:
    """A pool of connections to one desk, for one event loop. Its repr shows no secret."""

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
        within: float = ANSWER_WITHIN,
    ) -> None:
        self.base = base.rstrip("/")
        self._within = within
        self._client = httpx.AsyncClient(
            headers={"Accept": "application/json", "User-Agent": "Upmentor", **headers},
            auth=auth,
            follow_redirects=False,  # a redirect would carry the token elsewhere
            timeout=httpx.Timeout(within, connect=min(within, CONNECT_WITHIN)),
            limits=httpx.Limits(max_connections=8),
        )

    def __repr__(self) -> str:
        return f"<DeskClient for {urlsplit(self.base).hostname}>"

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str) -> JsonValue | ClientError | Retry:
        return await self.call("GET", path, query=query)

    async def call(
        self,
        method: Method,
        path: str,
        *,
        json: object = None,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> JsonValue | ClientError | Retry:
        """Sends one request. The desk may have done anything but a GET although a Retry is returned."""
        given: dict[str, Any] = {"json": json} if json is not None else {"content": content}
        try:
            async with asyncio.timeout(self._within):
                request = self._client.build_request(
                    method, self.base + path, params=query or None, headers=headers, **given
                )
                response = await self._client.send(request, stream=True)
                try:
                    raw = await read_capped(response.aiter_bytes(), MAX_BYTES)
                finally:
                    await response.aclose()
        except TimeoutError:
            return _maybe_done(_LATE, method)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError) as error:
            return _failure(error, method)
        return _result(response, raw, method)


def outcome_of(error: ClientError, fix: str) -> Retry | Undeliverable:
    """The outcome of a refused request.

    Retries when the account is at fault: the operator can fix it, and no ticket is lost meanwhile. Retries a 409 too:
    the ticket exists already or is being edited, which the next attempt finds out.
    """
    match error.status:
        case HTTPStatus.UNAUTHORIZED:
            return Retry("the desk does not know the token (401). Put a valid one into UPMENTOR_DESK_TOKEN")
        case HTTPStatus.FORBIDDEN:
            return Retry(
                "the desk does not let the account do that (403). Grant it the rights of docs/desk.md"
            )
        case HTTPStatus.CONFLICT:
            return Retry(str(error))
        case _:
            return Undeliverable(str(error), fix)


def _failure(error: Exception, method: Method) -> Retry:
    match error:
        case httpx.TimeoutException() if not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
            return _maybe_done(_LATE, method)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Retry("the desk cannot be reached. Look at UPMENTOR_DESK_URL and the way there")
        case _:
            return _maybe_done(f"the desk broke off ({type(error).__name__})", method)


def _maybe_done(why: str, method: Method) -> Retry:
    return Retry(why) if method == "GET" else Retry(f"{why}, so it may have done it", SETTLE_AFTER)


def _result(response: httpx.Response, raw: bytes | None, method: Method) -> JsonValue | ClientError | Retry:
    status = response.status_code
    wait = parse_retry_after(response.headers, received_at=datetime.now(UTC))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Retry("the desk wants fewer requests (429)", wait)
    if status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        retry = _maybe_done(f"the desk answers {status} ({_phrase(status)})", method)
        return Retry(retry.why, wait or retry.after)
    if not 200 <= status < 400:
        return ClientError(status, _fields(raw))
    if status >= 300:
        return Retry(f"the desk redirects ({status}). Put the address it redirects to into UPMENTOR_DESK_URL")
    return _body(raw, method)


def _body(raw: bytes | None, method: Method) -> JsonValue | Retry:
    if raw is None:
        return _maybe_done("the desk answers with more than a megabyte", method)
    if not raw.strip():
        return JsonValue(None)
    try:
        return JsonValue(msgspec.json.decode(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        why = (
            "the desk answers with a page and not with JSON. Look whether UPMENTOR_DESK_URL is its base address "
            "and whether a sign-in page stands before it"
        )
        return _maybe_done(why, method) if method == "GET" else Retry(why, SETTLE_AFTER)


def _fields(raw: bytes | None) -> tuple[str, ...]:
    """Names of the fields that Jira rejects. Leaves its sentences out, since they may quote a person."""
    try:
        body = msgspec.json.decode(raw or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    errors = body.get("errors") if isinstance(body, Mapping) else None
    names = [name for name in errors if name.isidentifier()] if isinstance(errors, Mapping) else []
    return tuple(name[:40] for name in names[:5])


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no known meaning"

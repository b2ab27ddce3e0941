"""HTTP calls to a platform's API: their results, `Retry-After`, and reads of bodies with an upper limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp

TIMED_OUT: Final = "timed_out"
UNREACHABLE: Final = "unreachable"
CUT_OFF: Final = "cut_off"
LONGEST_RETRY_AFTER: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class CallSucceeded:
    """`body` is the decoded JSON and may quote people. `scopes` are the token's, where the platform names them."""

    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    scopes: frozenset[str] = frozenset()

    def text(self, *path: str) -> str:
        """The string at this path of the body; "" if there is none."""
        value: object = self.body
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class CallFailed:
    """`code` is the platform's word for the failure, or a constant of this module.

    `status` is 0 where no response came. `detail` narrows the code down: a subcode, a missing scope, the wrong block.
    Neither ever holds a person's words.
    """

    code: str
    status: int = 0
    retry_after: timedelta | None = None
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.status or ""), self.code, self.detail)))


def network_failure(error: Exception) -> CallFailed | None:
    """The failure that an error of aiohttp or of the network stands for; None for any other error."""
    match error:
        case TimeoutError():
            return CallFailed(TIMED_OUT)
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            return CallFailed(UNREACHABLE)
        case aiohttp.ClientPayloadError() | aiohttp.ClientConnectionError() | OSError():
            return CallFailed(CUT_OFF)
        case asyncio.IncompleteReadError():
            return CallFailed(CUT_OFF)
        case _:
            return None


def parse_retry_after(headers: Mapping[str, str], *, received_at: datetime | None = None) -> timedelta | None:
    """The wait that the response asks for, six hours at most; None without a header that can be read.

    A date is compared with the response's own `Date`, so the two clocks need not agree, or else with `received_at`.
    """
    written = headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdecimal() and len(written) < 7:
        return min(timedelta(seconds=int(written)), LONGEST_RETRY_AFTER)
    until, sent_at = _moment(written), _moment(headers.get("Date", "")) or received_at
    if until is None or sent_at is None:
        return None
    return min(max(until - sent_at, timedelta()), LONGEST_RETRY_AFTER)


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


async def read_capped(chunks: AsyncIterable[bytes], most: int) -> bytes | None:
    """The whole body; None as soon as it is larger than `most` bytes."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)

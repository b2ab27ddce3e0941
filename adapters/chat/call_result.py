"""The result of one call to a platform's API: it succeeded, or it failed, or nobody knows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import aiohttp

TIMED_OUT: Final = "timed_out"
UNREACHABLE: Final = "unreachable"
CUT_OFF: Final = "cut_off"


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

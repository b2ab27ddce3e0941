"""What comes of a call to Microsoft: it was done, or it was not, or nobody knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec

TIMED_OUT: Final = "timed_out"
UNREACHABLE: Final = "unreachable"
CUT_OFF: Final = "cut_off"
NOT_MICROSOFT: Final = "not_microsoft"
REFUSED_ADDRESS: Final = "refused_address"

_CODE = re.compile(r"[A-Za-z][\w.-]{0,79}")
_LONGEST_WAIT: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class CallSucceeded:
    """It was done. The body is what came back, and may quote people."""

    body: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def text(self, *path: str) -> str:
        """The string at this place of the body; "" if there is none."""
        value: object = self.body
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class CallFailed:
    """It was not done, or nobody knows. `status` is 0 where nothing came back; `code` is Microsoft's word for it, or
    one of the constants of this module. `subcode` says it more closely, where there is one.
    """

    code: str
    status: int = 0
    retry_after: timedelta | None = None
    subcode: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.status or ""), self.code, self.subcode)))


def parse_response(status: int, headers: Mapping[str, str], body: bytes) -> CallSucceeded | CallFailed:
    """What an HTTP answer says. A page for people is no answer, whatever its status."""
    said = _decoded(body)
    if 200 <= status < 300:
        return CallFailed(NOT_MICROSOFT, status) if said is None else CallSucceeded(said)
    code, subcode = _codes(said) if said else ("", "")
    return CallFailed(code or _named(status, said), status, _retry_after(headers), subcode)


def _named(status: int, said: Mapping[str, Any] | None) -> str:
    return NOT_MICROSOFT if said is None else f"http_{status}"


def _decoded(body: bytes) -> Mapping[str, Any] | None:
    """An object; an empty one for nothing; None for anything else."""
    if not body.strip():
        return {}
    try:
        said = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _codes(said: Mapping[str, Any]) -> tuple[str, str]:
    """The Connector: {"error": {"code", "innerHttpError": {"body": …}}}; the login service: {"error": "word"}."""
    error = said.get("error")
    if isinstance(error, str):
        return _word(error), _login_code(said.get("error_codes"))
    if not isinstance(error, Mapping):
        return _word(said.get("code")), _word(said.get("subCode"))
    inner = error.get("innererror") or error.get("innerHttpError") or {}
    subcode = (
        error.get("subCode")
        or said.get("subCode")
        or (inner.get("code") if isinstance(inner, Mapping) else "")
    )
    return _word(error.get("code")), _word(subcode)


def _login_code(codes: object) -> str:
    number = codes[0] if isinstance(codes, list) and codes else None
    return f"AADSTS{number}" if isinstance(number, int) else ""


def _word(said: object) -> str:
    """A code, and never a sentence: those may quote what was sent."""
    return said if isinstance(said, str) and _CODE.fullmatch(said) else ""


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    written = headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdecimal() and len(written) < 7:
        return min(timedelta(seconds=int(written)), _LONGEST_WAIT)
    return _until(written, headers.get("Date", "")) if written else None


def _until(written: str, sent: str) -> timedelta | None:
    """A moment in place of seconds, by the clock of whoever wrote it."""
    try:
        wait: timedelta = _moment(written) - _moment(sent)
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _moment(written: str) -> datetime:
    return parsedate_to_datetime(written)

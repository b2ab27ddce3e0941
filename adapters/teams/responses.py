"""Microsoft's answers to API calls, read into results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from adapters.chat.http_call import CallFailed, CallSucceeded, network_failure, parse_retry_after

NOT_MICROSOFT: Final = "not_microsoft"
REFUSED_ADDRESS: Final = "refused_address"

_CODE: Final = re.compile(r"[A-Za-z][\w.-]{0,79}")


def parse_response(status: int, headers: Mapping[str, str], body: bytes | None) -> CallSucceeded | CallFailed:
    """A page for people is a failure, whatever its status. `body` is None where it was too large to read."""
    decoded = _decoded(body)
    if 200 <= status < 300:
        return CallFailed(NOT_MICROSOFT, status) if decoded is None else CallSucceeded(decoded)
    if decoded is None:
        return CallFailed(NOT_MICROSOFT, status, parse_retry_after(headers))
    code, subcode = _codes(decoded)
    return CallFailed(code or f"http_{status}", status, parse_retry_after(headers), subcode)


def parse_error(error: Exception) -> CallFailed:
    """An error that a call by aiohttp raised."""
    return network_failure(error) or CallFailed(NOT_MICROSOFT)


def _decoded(body: bytes | None) -> Mapping[str, Any] | None:
    """An object; an empty one for an empty body; None for anything else."""
    if body is None:
        return None
    if not body.strip():
        return {}
    try:
        decoded = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _codes(body: Mapping[str, Any]) -> tuple[str, str]:
    """The Connector: {"error": {"code", "innerHttpError": {"body": …}}}; the login service: {"error": "word"}."""
    error = body.get("error")
    if isinstance(error, str):
        return _word(error), _login_code(body.get("error_codes"))
    if not isinstance(error, Mapping):
        return _word(body.get("code")), _word(body.get("subCode"))
    inner = error.get("innererror") or error.get("innerHttpError") or {}
    subcode = (
        error.get("subCode")
        or body.get("subCode")
        or (inner.get("code") if isinstance(inner, Mapping) else "")
    )
    return _word(error.get("code")), _word(subcode)


def _login_code(codes: object) -> str:
    number = codes[0] if isinstance(codes, list) and codes else None
    return f"AADSTS{number}" if isinstance(number, int) else ""


def _word(value: object) -> str:
    """A code, and never a sentence, which could quote what was sent."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""

"""Slack's answers to API calls, read into results."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.chat.call_result import CUT_OFF, CallFailed, CallSucceeded, network_failure
from adapters.chat.retry_after import parse_retry_after

NOT_SLACK: Final = "not_slack"
RATE_LIMITED: Final = "ratelimited"

_POINTER: Final = re.compile(r"\[json-pointer:([\w/]+)\]")


def parse_response(response: Any) -> CallSucceeded | CallFailed:
    """A response that the SDK took for a success."""
    body = response.data
    if not isinstance(body, Mapping):
        return CallFailed(NOT_SLACK)
    scopes = str(response.headers.get("x-oauth-scopes", ""))
    return CallSucceeded(body, frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()))


def parse_response_url(status: int, headers: Mapping[str, str]) -> CallSucceeded | CallFailed:
    """A `response_url` answers with its status alone."""
    if status == 200:
        return CallSucceeded()
    return CallFailed(f"response_url_{status}", status, parse_retry_after(headers))


def parse_error(error: Exception) -> CallFailed:
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

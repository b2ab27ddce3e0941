"""Rules for the settings of each kind of desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

DeskKind: TypeAlias = Literal["queue", "webhook", "jira", "servicenow", "request_tracker"]

_THIS_MACHINE: Final = ("127.0.0.1", "::1", "localhost")
_MIN_SECRET = 24
_DESK_NEEDS: Mapping[str, tuple[str, ...]] = {
    "queue": (),
    "webhook": ("desk_url", "desk_secret"),
    "jira": ("desk_url", "desk_token", "desk_queue"),
    "servicenow": ("desk_url", "desk_token"),
    "request_tracker": ("desk_url", "desk_token", "desk_queue"),
}
_DESK_TAKES: Mapping[str, tuple[str, ...]] = {
    "queue": (),
    "webhook": ("desk_url", "desk_secret", "desk_token"),
    "jira": ("desk_url", "desk_token", "desk_user", "desk_secret", "desk_queue", "desk_requester_field"),
    "servicenow": (
        "desk_url",
        "desk_token",
        "desk_user",
        "desk_secret",
        "desk_queue",
        "desk_requester_field",
    ),
    "request_tracker": ("desk_url", "desk_token", "desk_secret", "desk_queue", "desk_requester_field"),
}
_DESK_QUEUE: Mapping[str, tuple[str, str]] = {
    "jira": (
        r"[0-9]{1,12}/[0-9]{1,12}",
        "is not like 3/25: the number of a service desk, a slash, that of a request type",
    ),
    "servicenow": (
        r"[a-z][a-z0-9_]{0,79}(/.{1,100})?",
        "is not like incident or incident/Service Desk: a table, and a group",
    ),
}
_NAMES: Final = frozenset(name for names in _DESK_TAKES.values() for name in names)


def private_address(written: str) -> str:
    """Checks that a token may be sent to this URL."""
    parts = urlsplit(written)
    if parts.username or parts.password:
        raise ValueError("holds a password. Put it into UPMENTOR_DESK_TOKEN")
    if parts.scheme != "https" and parts.hostname not in _THIS_MACHINE:
        raise ValueError("starts with http://, so the token would be sent unencrypted. Write https://")
    return written


def header_safe(written: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", written.get_secret_value()):
        raise ValueError("contains a character that tokens don't have, such as a space. Copy it again")
    return written


def long_enough(written: SecretStr) -> SecretStr:
    if len(written.get_secret_value()) < _MIN_SECRET:
        raise ValueError(f"is too short. Use {_MIN_SECRET} characters or more that nobody can guess")
    return written


def desk_contradictions(written: Mapping[str, str], env_name: Callable[[str], str]) -> Iterator[str]:
    """Problems of the settings for this kind of desk, with how to fix them. `written` has names without prefix."""
    kind = written.get("desk", "queue").strip().casefold()
    if kind not in _DESK_NEEDS:
        return  # the settings report it
    ours = {name for name in written if name.startswith("desk_")} & _NAMES
    set_to = f"{env_name('desk')}={kind}"
    for name in _DESK_NEEDS[kind]:
        if name not in written:
            yield f"{env_name(name)} is needed with {set_to}. docs/desk.md says what belongs there"
    for name in sorted(ours.difference(_DESK_TAKES[kind])):
        yield f"{env_name(name)} has no effect with {set_to}. Remove it, or set the desk it is for"
    form, problem = _DESK_QUEUE.get(kind, ("", ""))
    if form and "desk_queue" in written and not re.fullmatch(form, written["desk_queue"]):
        yield f"{env_name('desk_queue')} {problem}"

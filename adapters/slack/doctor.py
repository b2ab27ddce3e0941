"""What `doctor` looks at in Slack: does the token work, may it do what we need, can Slack reach us."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.chat.installations import Installation
from adapters.configuration.settings import Settings, env_name
from adapters.slack.client import CallFailed, CallSucceeded, SlackClient
from adapters.slack.failures import MEND, TOKEN_IS_DEAD, TRY_AGAIN
from adapters.slack.scopes import SCOPES

_LOOK_AGAIN: Final = "Look at the network, the proxy and UPMENTOR_SLACK_API_URL, and run this again"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `mend` is empty where all is well."""

    name: str
    message: str
    fix: str = ""


async def check_slack(settings: Settings, installed: Sequence[Installation]) -> AsyncIterator[Check]:
    """`installed` are the installations by OAuth."""
    calls = SlackClient(settings.slack_api_url)
    try:
        if settings.slack_bot_token is not None:
            token = settings.slack_bot_token.get_secret_value()
            async for look in _token(calls, token, "slack token", env_name("slack_bot_token")):
                yield look
        for one in installed:
            async for look in _token(calls, one.token, f"slack token of {one.place}", "the installation"):
                yield look
        if settings.slack_client_id is not None:
            yield _workspaces(settings, installed)
        yield _way_in(settings)
        if settings.slack_app_token is not None:
            yield await _socket(calls, settings.slack_app_token.get_secret_value())
    finally:
        await calls.close()


async def _token(calls: SlackClient, token: str, name: str, kept_in: str) -> AsyncIterator[Check]:
    answer = await calls.read("auth.test", token)
    if isinstance(answer, CallFailed):
        yield Check(name, *_said(answer, kept_in))
        return
    yield Check(name, f"works in {answer.text('team')} ({answer.text('team_id')})")
    for look in _scopes(answer, name.replace("token", "scopes")):
        yield look


def _said(failed: CallFailed, kept_in: str) -> tuple[str, str]:
    code = failed.code
    if code in TRY_AGAIN:
        return f"{TRY_AGAIN[code]} ({code})", _LOOK_AGAIN
    reason = TOKEN_IS_DEAD.get(code) or MEND.get(code, ("Slack refused",))[0]
    return f"{reason} ({code})", f"Install the app again and renew {kept_in}"


def _scopes(answer: CallSucceeded, name: str) -> Iterator[Check]:
    """By the answer's own header."""
    if missing := [scope for scope in SCOPES if scope not in answer.scopes]:
        said = "; ".join(f"{scope}, {SCOPES[scope]}" for scope in missing)
        yield Check(name, f"missing: {said}", "Add them under OAuth & Permissions and install the app again")
    elif more := sorted(answer.scopes.difference(SCOPES)):
        yield Check(name, f"all there, and more than we use: {', '.join(more)}")
    else:
        yield Check(name, "all there, and no more than we use")


def _workspaces(settings: Settings, installed: Sequence[Installation]) -> Check:
    name = "slack workspaces"
    if installed:
        return Check(name, ", ".join(f"{one.name} ({one.place})" for one in installed))
    return Check(name, "none yet", f"Open {settings.public_url}/slack/install")


def _way_in(settings: Settings) -> Check:
    if settings.slack_signing_secret is not None:
        return Check("slack signing secret", f"set; Slack sends to {settings.public_url}/slack/events")
    return Check("slack signing secret", "not set, and not needed: Socket Mode brings everything")


async def _socket(calls: SlackClient, app_token: str) -> Check:
    answer = await calls.read("apps.connections.open", app_token)
    if isinstance(answer, CallSucceeded):
        return Check("slack socket", "Socket Mode connects")
    said, mend = _said(answer, env_name("slack_app_token"))
    return Check("slack socket", said, mend)

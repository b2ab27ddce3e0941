"""The checks of `upmentor doctor` for Slack: the tokens, their scopes, and the way in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Final

from adapters.chat.doctor import Check
from adapters.chat.failure_table import NeedsRepair, TryAgain
from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation
from adapters.configuration.settings import Settings, env_name
from adapters.slack.client import SlackClient
from adapters.slack.failures import meaning_of
from adapters.slack.scopes import SCOPES

_CHECK_NETWORK: Final = "Look at the network, the proxy and UPMENTOR_SLACK_API_URL, and run this again"


async def run_checks(settings: Settings, installed: Sequence[Installation]) -> AsyncIterator[Check]:
    """`installed` are the installations by OAuth."""
    client = SlackClient(settings.slack_api_url)
    try:
        if settings.slack_bot_token is not None:
            token = settings.slack_bot_token.get_secret_value()
            async for check in _token(client, token, "slack token", env_name("slack_bot_token")):
                yield check
        for one in installed:
            async for check in _token(
                client, one.token, f"slack token of {one.workspace}", "the installation"
            ):
                yield check
        if settings.slack_client_id is not None:
            yield _workspaces(settings, installed)
        yield _way_in(settings)
        if settings.slack_app_token is not None:
            yield await _socket(client, settings.slack_app_token.get_secret_value())
    finally:
        await client.close()


async def _token(client: SlackClient, token: str, name: str, kept_in: str) -> AsyncIterator[Check]:
    answer = await client.read("auth.test", token)
    if isinstance(answer, CallFailed):
        yield _failed(name, answer, kept_in)
        return
    yield Check(name, f"works in {answer.text('team')} ({answer.text('team_id')})")
    for check in _scopes(answer, name.replace("token", "scopes")):
        yield check


def _failed(name: str, failed: CallFailed, kept_in: str) -> Check:
    match meaning_of(failed):
        case TryAgain(reason):
            return Check(name, f"{reason} ({failed.code})", _CHECK_NETWORK)
        case NeedsRepair(reason):
            return Check(name, f"{reason} ({failed.code})", f"Install the app again and renew {kept_in}")
        case _:
            return Check(name, f"Slack refused ({failed.code})", f"Install the app again and renew {kept_in}")


def _scopes(answer: CallSucceeded, name: str) -> Iterator[Check]:
    if missing := [scope for scope in SCOPES if scope not in answer.scopes]:
        listed = "; ".join(f"{scope}, {SCOPES[scope]}" for scope in missing)
        yield Check(
            name, f"missing: {listed}", "Add them under OAuth & Permissions and install the app again"
        )
    elif more := sorted(answer.scopes.difference(SCOPES)):
        yield Check(name, f"all there, and more than we use: {', '.join(more)}")
    else:
        yield Check(name, "all there, and no more than we use")


def _workspaces(settings: Settings, installed: Sequence[Installation]) -> Check:
    name = "slack workspaces"
    if installed:
        return Check(name, ", ".join(f"{one.name} ({one.workspace})" for one in installed))
    return Check(name, "none yet", f"Open {settings.public_url}/slack/install")


def _way_in(settings: Settings) -> Check:
    if settings.slack_signing_secret is not None:
        return Check("slack signing secret", f"set; Slack sends to {settings.public_url}/slack/events")
    return Check("slack signing secret", "not set, and not needed: Socket Mode brings everything")


async def _socket(client: SlackClient, app_token: str) -> Check:
    answer = await client.read("apps.connections.open", app_token)
    if isinstance(answer, CallFailed):
        return _failed("slack socket", answer, env_name("slack_app_token"))
    return Check("slack socket", "Socket Mode connects")

"""The checks of `upmentor doctor` for Teams: the credentials, the signing keys, and the way in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from adapters.chat.doctor import Check
from adapters.chat.failure_table import NeedsRepair, TryAgain
from adapters.chat.http_call import CallFailed
from adapters.configuration.settings import Settings, env_name
from adapters.teams.credentials import grants_of
from adapters.teams.failures import FAILURES
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.responses import NOT_MICROSOFT
from adapters.teams.signing_keys import SigningKeys
from adapters.teams.tokens import Tokens

_CHECK_NETWORK: Final = (
    "Look at the network, the proxy and the UPMENTOR_TEAMS_…_URL settings, and run this again"
)


async def run_checks(settings: Settings) -> AsyncIterator[Check]:
    if settings.teams_anonymous:
        yield Check("teams credentials", "none: for the Agents Playground, on this machine alone")
        return
    microsoft = MicrosoftClient()
    try:
        yield await _token(settings, microsoft)
        yield await _keys(settings, microsoft)
        yield _way_in(settings)
    finally:
        await microsoft.close()


async def _token(settings: Settings, microsoft: MicrosoftClient) -> Check:
    name = "teams credentials"
    found = await Tokens(grants_of(settings, microsoft)).token(settings.teams_bot_framework_url)
    if not isinstance(found, CallFailed):
        by = "the password" if settings.teams_app_password else "the managed identity"
        return Check(name, f"a token came by {by} of {settings.teams_app_id}")
    fix = _fix_by_settings(settings, found)
    match FAILURES.get(found.code):
        case TryAgain(reason):
            return Check(name, f"{reason} ({found})", fix or _CHECK_NETWORK)
        case NeedsRepair(reason, repair):
            return Check(name, f"{reason} ({found})", fix or _without_delivery(repair))
        case _:
            return Check(name, f"the login service refused ({found})", fix or _CHECK_NETWORK)


def _fix_by_settings(settings: Settings, found: CallFailed) -> str:
    """Without a password, the machine itself must have the identity."""
    if settings.teams_app_password:
        return ""
    password = env_name("teams_app_password")
    if found.code != NOT_MICROSOFT or found.status == 0:
        return f"Set {password}, or give this machine the managed identity of {env_name('teams_app_id')}"
    return ""


def _without_delivery(repair: str) -> str:
    """The repair without its words about a delivery: here there is none."""
    return repair.removeprefix("Run `upmentor doctor`. ").partition(", then retry")[0]


async def _keys(settings: Settings, microsoft: MicrosoftClient) -> Check:
    name = "teams signing keys"
    found = await SigningKeys(microsoft, settings.teams_openid_metadata_url).refresh()
    if isinstance(found, CallFailed):
        return Check(name, f"could not be fetched ({found})", _CHECK_NETWORK)
    return Check(name, f"{found} at {settings.teams_openid_metadata_url}")


def _way_in(settings: Settings) -> Check:
    name, address = "teams endpoint", f"{settings.public_url}/api/messages"
    if not settings.public_url.startswith("https://"):
        return Check(
            name, f"{address} is no https address", f"Set {env_name('public_url')} to the one Teams calls"
        )
    return Check(name, f"the bot's messaging endpoint is {address}")

"""What `doctor` looks at in Teams: do the credentials work, are the keys there, can Teams reach us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from adapters.configuration.settings import Settings, env_name
from adapters.teams.answered import NOT_MICROSOFT, Failed
from adapters.teams.credentials import grants_of
from adapters.teams.failures import MEND, TRY_AGAIN
from adapters.teams.keys import SigningKeys
from adapters.teams.microsoft import Microsoft
from adapters.teams.tokens import Tokens

_LOOK_AGAIN: Final = (
    "Look at the network, the proxy and the UPMENTOR_TEAMS_…_URL settings, and run this again"
)


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at; `mend` is empty where all is well."""

    name: str
    message: str
    fix: str = ""


async def look_at_teams(settings: Settings) -> AsyncIterator[Look]:
    if settings.teams_anonymous:
        yield Look("teams credentials", "none: for the Agents Playground, on this machine alone")
        return
    microsoft = Microsoft()
    try:
        yield await _token(settings, microsoft)
        yield await _keys(settings, microsoft)
        yield _way_in(settings)
    finally:
        await microsoft.close()


async def _token(settings: Settings, microsoft: Microsoft) -> Look:
    name = "teams credentials"
    found = await Tokens(grants_of(settings, microsoft)).token(settings.teams_bot_framework_url)
    if not isinstance(found, Failed):
        by = "the password" if settings.teams_app_password else "the managed identity"
        return Look(name, f"a token came by {by} of {settings.teams_app_id}")
    if why := TRY_AGAIN.get(found.code):
        return Look(name, f"{why} ({found})", _mend_of(settings, found) or _LOOK_AGAIN)
    reason, mend = MEND.get(found.code, ("the login service refused", "")) if found.code else ("", "")
    return Look(name, f"{reason} ({found})", _mend_of(settings, found) or _alone(mend) or _LOOK_AGAIN)


def _mend_of(settings: Settings, found: Failed) -> str:
    """Without a password the machine itself must have the identity."""
    if settings.teams_app_password:
        return ""
    password = env_name("teams_app_password")
    if found.code != NOT_MICROSOFT or found.status == 0:
        return f"Set {password}, or give this machine the managed identity of {env_name('teams_app_id')}"
    return ""


def _alone(mend: str) -> str:
    """What a table says about deliveries, where there is none."""
    return mend.removeprefix("Run `upmentor doctor`. ").partition(", then retry")[0]


async def _keys(settings: Settings, microsoft: Microsoft) -> Look:
    name = "teams signing keys"
    found = await SigningKeys(microsoft, settings.teams_openid_metadata_url).look()
    if isinstance(found, Failed):
        return Look(name, f"could not be fetched ({found})", _LOOK_AGAIN)
    return Look(name, f"{found} at {settings.teams_openid_metadata_url}")


def _way_in(settings: Settings) -> Look:
    name, address = "teams endpoint", f"{settings.public_url}/api/messages"
    if not settings.public_url.startswith("https://"):
        return Look(
            name, f"{address} is no https address", f"Set {env_name('public_url')} to the one Teams calls"
        )
    return Look(name, f"the bot's messaging endpoint is {address}")

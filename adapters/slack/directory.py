"""Slack's list of people: whose an email is, where people live, which language they read, whether they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from adapters.chat.installations import Installation
from adapters.chat.rate_limit import Bucket
from adapters.slack.client import CallFailed, CallSucceeded, SlackClient
from adapters.slack.failures import TOKEN_IS_DEAD, TOO_MANY
from adapters.slack.installations import Authorisations
from bot.address import Address
from bot.people.roles import Platform
from bot.ports import DirectoryAway, Profile

LOOK_UP: Final = "users.lookupByEmail"
INFO: Final = "users.info"
A_MINUTE: Final[Mapping[str, int]] = {LOOK_UP: 50, INFO: 100}
"""Tiers 3 and 4 of docs.slack.dev/apis/web-api/rate-limits."""
_NOBODY: Final = frozenset({"users_not_found", "user_not_found", "user_not_visible"})


class SlackDirectory:
    """Asks no faster than Slack allows. Emails are looked up in the person's own workspace only: whoever installs
    the app elsewhere could have an account there under anybody's email.
    """

    def __init__(self, calls: SlackClient, authorisations: Authorisations) -> None:
        self._calls = calls
        self._authorisations = authorisations
        self._paces = {method: Bucket(every=60 / often, burst=5) for method, often in A_MINUTE.items()}

    async def look_up(self, workspace: str, email: str) -> Address | None:
        installation = await self._installation(workspace)
        found = await self._ask(installation, LOOK_UP, email=email)
        if found is None or _is_gone(found):
            return None
        return Address(
            platform=Platform.SLACK, workspace=installation.place, user=str(_user(found).get("id", ""))
        )

    async def profile(self, who: Address) -> Profile | None:
        installation = await self._installation(who.workspace)
        found = await self._ask(installation, INFO, user=who.user, include_locale="true")
        if found is None or _is_gone(found):
            return None
        return Profile(
            account=Address(platform=Platform.SLACK, workspace=installation.place, user=who.user),
            zone=found.text("user", "tz"),
            locale=found.text("user", "locale"),
            is_guest=_is_guest(found),
        )

    async def _installation(self, workspace: str) -> Installation:
        found = await self._authorisations.at(workspace)
        if not isinstance(found, Installation):
            raise DirectoryAway(f"Slack workspace {workspace or 'without a name'}: {type(found).__name__}")
        return found

    async def _ask(self, installation: Installation, method: str, **about: str) -> CallSucceeded | None:
        """None if there is nobody such."""
        pace, now = self._paces[method], asyncio.get_running_loop().time()
        wait = pace.wait(now)
        pace.take(now)
        await asyncio.sleep(wait)
        answer = await self._calls.read(method, installation.token, **about)
        if isinstance(answer, CallSucceeded):
            return answer
        if answer.code in _NOBODY:
            return None
        if answer.code in TOKEN_IS_DEAD:
            self._authorisations.doubt(installation.place)
        if answer.code in TOO_MANY and answer.retry_after:
            pace.rest(asyncio.get_running_loop().time() + answer.retry_after.total_seconds())
        raise DirectoryAway(_named(method, answer))


def _user(found: CallSucceeded) -> Mapping[str, object]:
    user = found.body.get("user")
    return user if isinstance(user, Mapping) else {}


def _is_gone(found: CallSucceeded) -> bool:
    return _user(found).get("deleted") is True


def _is_guest(found: CallSucceeded) -> bool:
    """People of other organisations, in a shared channel, are strangers to Slack and guests to us."""
    user = _user(found)
    return any(user.get(sign) is True for sign in ("is_restricted", "is_ultra_restricted", "is_stranger"))


def _named(method: str, failed: CallFailed) -> str:
    return f"{method}: {failed.code}{f' ({failed.detail})' if failed.detail else ''}"

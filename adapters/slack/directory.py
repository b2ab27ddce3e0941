"""Slack's directory: accounts by email, time zones, languages, guests and deactivated accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.chat.directory import LookUpFailed
from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation
from adapters.chat.rate_limit import Throttle
from adapters.slack.client import SlackClient
from adapters.slack.failures import TOKEN_REFUSED, is_rate_limit, named
from adapters.slack.installations import Authorisations
from bot.address import Address
from bot.people.roles import Platform
from bot.ports import DirectoryAway, Profile

LOOK_UP: Final = "users.lookupByEmail"
INFO: Final = "users.info"
A_MINUTE: Final[Mapping[str, int]] = {LOOK_UP: 50, INFO: 100}
"""Tiers 3 and 4 of docs.slack.dev/apis/web-api/rate-limits."""
_NOBODY: Final = frozenset({"users_not_found", "user_not_found", "user_not_visible"})
_BAD_REQUEST: Final = frozenset({"invalid_arguments", "invalid_email", "invalid_user_id", "user_not_in_org"})
"""Slack refuses the question about this one person. The others can be asked."""


class SlackDirectory:
    """Asks no faster than Slack allows. Looks emails up in the person's own workspace only: elsewhere, anybody could
    have an account under anybody's email.
    """

    def __init__(self, client: SlackClient, authorisations: Authorisations) -> None:
        self._client = client
        self._authorisations = authorisations
        self._throttles = {
            method: Throttle(every=60 / a_minute, burst=5) for method, a_minute in A_MINUTE.items()
        }

    async def look_up(self, workspace: str, email: str) -> Address | None:
        installation = await self._installation(workspace)
        found = await self._ask(installation, LOOK_UP, email=email)
        if found is None or _is_gone(found):
            return None
        return Address(
            platform=Platform.SLACK, workspace=installation.workspace, user=str(_user(found).get("id", ""))
        )

    async def profile(self, who: Address) -> Profile | None:
        installation = await self._installation(who.workspace)
        found = await self._ask(installation, INFO, user=who.user, include_locale="true")
        if found is None or _is_gone(found):
            return None
        return Profile(
            account=Address(platform=Platform.SLACK, workspace=installation.workspace, user=who.user),
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
        throttle = self._throttles[method]
        await throttle.wait_turn()
        answer = await self._client.read(method, installation.token, **about)
        if isinstance(answer, CallSucceeded):
            return answer
        if answer.code in _NOBODY:
            return None
        if answer.code in _BAD_REQUEST:
            raise LookUpFailed(f"{method}: {named(answer)}")
        self._learn_from(answer, installation, throttle)
        raise DirectoryAway(f"{method}: {named(answer)}")

    def _learn_from(self, failed: CallFailed, installation: Installation, throttle: Throttle) -> None:
        if failed.code in TOKEN_REFUSED:
            self._authorisations.doubt(installation.workspace)
        if is_rate_limit(failed) and failed.retry_after:
            throttle.rest(failed.retry_after)


def _user(found: CallSucceeded) -> Mapping[str, object]:
    user = found.body.get("user")
    return user if isinstance(user, Mapping) else {}


def _is_gone(found: CallSucceeded) -> bool:
    return _user(found).get("deleted") is True


def _is_guest(found: CallSucceeded) -> bool:
    """People of other organisations, in a shared channel, are strangers to Slack and guests to us."""
    user = _user(found)
    return any(user.get(sign) is True for sign in ("is_restricted", "is_ultra_restricted", "is_stranger"))

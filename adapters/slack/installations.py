"""Who we are in each workspace: the token to speak with, looked up once and remembered until it is known to be dead.

Bolt's own way asks Slack (`auth.test`) at every request, which takes two thirds of its speed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from adapters.chat.installations import Installation, Installations
from adapters.slack.client import CallFailed, CallSucceeded, SlackClient
from adapters.slack.failures import TOKEN_IS_DEAD

REMEMBERED: Final = timedelta(seconds=60)
"""How long another replica may go on with an installation that was forgotten."""

ASK_AGAIN_AFTER: Final = timedelta(seconds=5)
"""While Slack does not tell who we are: or every request would wait for its silence, one behind the other."""


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """The app is not installed there: nobody there is ours, and nothing can be sent."""


@dataclass(frozen=True, slots=True)
class InstallationUnknown:
    """Slack could not be asked, so nobody knows."""

    failed: CallFailed


class Authorisations(Protocol):
    async def at(self, place: str) -> Installation | NotInstalled | InstallationUnknown:
        """The installation in this workspace, or in this organisation as a whole."""

    def doubt(self, place: str) -> None:
        """Slack did not take its token: look again before it is used next."""

    async def forget(self, place: str) -> None:
        """Slack said that the app was taken away there."""


class OneWorkspace:
    """The bot token of the settings, and the workspace it is for."""

    def __init__(self, calls: SlackClient, token: str, now: Callable[[], datetime]) -> None:
        self._calls = calls
        self._token = token
        self._now = now
        self._known: Installation | None = None
        self._failed: tuple[datetime, NotInstalled | InstallationUnknown] | None = None
        self._asking = asyncio.Lock()

    async def at(self, place: str) -> Installation | NotInstalled | InstallationUnknown:
        """A roster need not name the only workspace there is, so "" is it too."""
        found = await self.only()
        return NotInstalled() if isinstance(found, Installation) and place not in ("", found.place) else found

    async def only(self) -> Installation | NotInstalled | InstallationUnknown:
        """The one there is."""
        async with self._asking:
            if self._known:
                return self._known
            if self._failed and self._now() < self._failed[0]:
                return self._failed[1]
            answer = await self._calls.read("auth.test", self._token)
            if isinstance(answer, CallSucceeded):
                self._known = installation_of_test(answer, self._token, self._now())
                return self._known
            self._failed = (self._now() + ASK_AGAIN_AFTER, _unknown(answer))
            return self._failed[1]

    def doubt(self, place: str) -> None:
        self._known = None

    async def forget(self, place: str) -> None:
        structlog.get_logger().warning("slack app was taken away", place=place)
        self._known = None


class ManyWorkspaces:
    """Installations by OAuth, kept in our database."""

    def __init__(self, kept: Installations, now: Callable[[], datetime]) -> None:
        self._kept = kept
        self._now = now
        self._known: dict[str, tuple[datetime, Installation]] = {}

    async def at(self, place: str) -> Installation | NotInstalled | InstallationUnknown:
        until, found = self._known.get(place, (None, None))
        if found is not None and until is not None and self._now() < until:
            return found
        found = await asyncio.to_thread(self._kept.find, place)
        if found is None:
            self._known.pop(place, None)
            return NotInstalled()
        self._known[place] = (self._now() + REMEMBERED, found)
        return found

    def doubt(self, place: str) -> None:
        self._known.pop(place, None)

    async def forget(self, place: str) -> None:
        self._known.pop(place, None)
        if await asyncio.to_thread(self._kept.forget, place):
            structlog.get_logger().warning("slack app was taken away", place=place)


def installation_of_test(answer: CallSucceeded, token: str, now: datetime) -> Installation:
    """From the answer of `auth.test`."""
    whole = answer.body.get("is_enterprise_install") is True
    return Installation(
        place=answer.text("enterprise_id") if whole else answer.text("team_id"),
        enterprise=answer.text("enterprise_id"),
        name=answer.text("team"),
        token=token,
        bot_user=answer.text("user_id"),
        bot=answer.text("bot_id"),
        app=answer.text("app_id"),
        scopes=tuple(sorted(answer.scopes)),
        installed_at=now,
    )


def _unknown(failed: CallFailed) -> NotInstalled | InstallationUnknown:
    log = structlog.get_logger()
    if failed.code in TOKEN_IS_DEAD:
        log.error("slack does not take our token", code=failed.code)
        return NotInstalled()
    log.warning("slack could not be asked who we are", code=failed.code)
    return InstallationUnknown(failed)

"""Look-up of the installation in each workspace, remembered until its token is refused.

Bolt asks Slack (`auth.test`) at every request instead, which costs two thirds of its speed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation, Installations
from adapters.slack.client import SlackClient
from adapters.slack.failures import TOKEN_REFUSED

REMEMBERED: Final = timedelta(seconds=60)
"""How long another replica may use an installation after it was removed."""

ASK_AGAIN_AFTER: Final = timedelta(seconds=5)
"""A failed look-up is remembered for so long, or requests would wait for Slack one after another."""


@dataclass(frozen=True, slots=True)
class NotInstalled:
    """The app is not installed there, so nothing can be sent and nobody there is heard."""


@dataclass(frozen=True, slots=True)
class InstallationUnknown:
    """Slack could not be asked."""

    failed: CallFailed


class Authorisations(Protocol):
    async def at(self, workspace: str) -> Installation | NotInstalled | InstallationUnknown:
        """The installation in this workspace, or in this organisation as a whole."""

    def doubt(self, workspace: str) -> None:
        """Slack refused its token: the next use looks it up afresh."""

    async def forget(self, workspace: str) -> None:
        """Slack said that the app was removed there."""


class OneWorkspace:
    """The bot token of the settings, and its workspace."""

    def __init__(self, client: SlackClient, token: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._token = token
        self._now = now
        self._known: Installation | None = None
        self._failed: tuple[datetime, NotInstalled | InstallationUnknown] | None = None
        self._asking = asyncio.Lock()

    async def at(self, workspace: str) -> Installation | NotInstalled | InstallationUnknown:
        """An empty name stands for the only workspace, since a roster need not name it."""
        async with self._asking:
            found = self._known or await self._look_up()
        if isinstance(found, Installation) and workspace not in ("", found.workspace):
            return NotInstalled()
        return found

    async def _look_up(self) -> Installation | NotInstalled | InstallationUnknown:
        if self._failed and self._now() < self._failed[0]:
            return self._failed[1]
        answer = await self._client.read("auth.test", self._token)
        if isinstance(answer, CallSucceeded):
            self._known = installation_of_test(answer, self._token, self._now())
            return self._known
        self._failed = (self._now() + ASK_AGAIN_AFTER, _unknown(answer))
        return self._failed[1]

    def doubt(self, workspace: str) -> None:
        self._known = None

    async def forget(self, workspace: str) -> None:
        structlog.get_logger().warning("slack app removed", workspace=workspace)
        self._known = None


class ManyWorkspaces:
    """Installations by OAuth, from the database."""

    def __init__(self, kept: Installations, now: Callable[[], datetime]) -> None:
        self._kept = kept
        self._now = now
        self._known: dict[str, tuple[datetime, Installation]] = {}

    async def at(self, workspace: str) -> Installation | NotInstalled | InstallationUnknown:
        until, found = self._known.get(workspace, (None, None))
        if found is not None and until is not None and self._now() < until:
            return found
        found = await asyncio.to_thread(self._kept.find, workspace)
        if found is None:
            self._known.pop(workspace, None)
            return NotInstalled()
        self._known[workspace] = (self._now() + REMEMBERED, found)
        return found

    def doubt(self, workspace: str) -> None:
        self._known.pop(workspace, None)

    async def forget(self, workspace: str) -> None:
        self._known.pop(workspace, None)
        if await asyncio.to_thread(self._kept.forget, workspace):
            structlog.get_logger().warning("slack app removed", workspace=workspace)


def installation_of_test(answer: CallSucceeded, token: str, now: datetime) -> Installation:
    """Reads the answer of `auth.test`."""
    whole = answer.body.get("is_enterprise_install") is True
    return Installation(
        workspace=answer.text("enterprise_id") if whole else answer.text("team_id"),
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
    if failed.code in TOKEN_REFUSED:
        log.error("slack refused our token", code=failed.code)
        return NotInstalled()
    log.warning("slack token not looked up", code=failed.code)
    return InstallationUnknown(failed)

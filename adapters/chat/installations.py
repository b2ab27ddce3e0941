"""Installations of our Slack app, and their store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`workspace` is the id of the workspace (T…), or of the organisation (E…) where the app serves all of it."""

    workspace: str
    enterprise: str
    name: str
    token: str = field(repr=False)
    bot_user: str
    bot: str
    app: str
    scopes: tuple[str, ...]
    installed_at: datetime


class Installations(Protocol):
    """Each call is a transaction of its own and blocks."""

    def find(self, workspace: str) -> Installation | None: ...

    def workspaces(self) -> Sequence[str]:
        """The ids of all installations."""

    def keep(self, installation: Installation) -> None:
        """Replaces the installation of the same workspace."""

    def forget(self, workspace: str) -> bool:
        """Returns whether there was one."""

    def begin(self, state: str, *, expires: datetime, now: datetime) -> None:
        """Notes that an installation began, and drops those that were never finished."""

    def finish(self, state: str, *, now: datetime) -> bool:
        """True once, for the first replica that asks, if the installation began and has not expired."""

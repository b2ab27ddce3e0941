"""An installation of our Slack app: what is kept of it, and what the Slack side needs of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`place` is the workspace (T…), or the organisation (E…) where the app is installed for all of it."""

    place: str
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

    def find(self, place: str) -> Installation | None: ...

    def places(self) -> Sequence[str]:
        """Where the app is installed."""

    def keep(self, installation: Installation) -> None:
        """Replaces what was kept of the same place."""

    def forget(self, place: str) -> bool:
        """Whether there was one."""

    def begin(self, state: str, *, expires: datetime, now: datetime) -> None:
        """Remembers that an installation was begun, and forgets those that were never finished."""

    def finish(self, state: str, *, now: datetime) -> bool:
        """Whether it was begun and has not expired; true once, whichever replica asks first."""

"""Where a person is reached."""

from __future__ import annotations

from dataclasses import dataclass

from bot.people.roles import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached: an account in a workspace (Slack) or tenant (Teams) of a platform."""

    platform: Platform
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:{self.user}"

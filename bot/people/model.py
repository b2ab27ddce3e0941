"""People: who they are, where they are, and when they want peace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.address import Address
from bot.ids import CohortId, OrganisationId, PersonId
from bot.people.roles import Platform, Role
from bot.working_hours.calendar import WorkingHours

CHECKED_IN = (Role.MENTOR, Role.EXECUTIVE)
"""The roles that answer check-ins; everybody else answers measurement waves only."""


class PauseReason(StrEnum):
    OWN_WISH = "own_wish"
    SILENCE = "silence"
    ACCOUNT_GONE = "account_gone"


@dataclass(frozen=True, slots=True)
class Pause:
    """No check-ins until the day (the person's own), or until they resume where there is none."""

    reason: PauseReason
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    organisation: OrganisationId
    email: str
    name: str
    platform: Platform
    workspace: str = ""
    account: str = ""
    zone: str
    country: str = ""
    locale: str = ""
    team: str = ""
    manager_email: str = ""
    teaches: tuple[str, ...] = ()
    wants_to_learn: tuple[str, ...] = ()
    pause: Pause | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    knows_chat_history: bool = False
    picks: bytes = b""

    @property
    def address(self) -> Address | None:
        """Where the person is reached; None until their account is known."""
        if not self.account:
            return None
        return Address(platform=self.platform, workspace=self.workspace, user=self.account)

    @property
    def working_hours(self) -> WorkingHours:
        return WorkingHours(self.zone, self.country, self.quiet_from, self.quiet_to)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's part in a cohort; someone may have two (a lead who is also a contact)."""

    cohort: CohortId
    person: PersonId
    role: Role

"""The day by which a contact should have acted on a flag."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.flags.model import FlagKind
from bot.people.model import Person
from bot.working_hours.calendar import closes_on, workdays_after

ACT_WITHIN: Final[Mapping[FlagKind, int]] = {FlagKind.DISCOMFORT: 2}
"""Working days that a contact has."""


OTHERWISE: Final = 5


def act_by(kind: FlagKind, contact: Person, now: datetime) -> datetime:
    """Noon of the working day, of the contact's calendar, by which they should have acted."""
    days = ACT_WITHIN.get(kind, OTHERWISE)
    return closes_on(workdays_after(now.date(), days, contact.country))

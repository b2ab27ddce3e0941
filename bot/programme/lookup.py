"""A cohort by the name an operator or lead gives it."""

from __future__ import annotations

from bot.ports import UnitOfWork
from bot.programme.model import Cohort
from bot.screens import no_cohort
from bot.turn import Refused


def named_cohort(unit: UnitOfWork, name: str, *, lock: bool = True) -> Cohort | Refused:
    """The cohort, locked unless it is only read, or the reason and the mend."""
    found = unit.programme.named(name)
    if found is None:
        return Refused(no_cohort(name))
    return unit.programme.cohort(found.id, lock=True) if lock else found

"""Ticks of the audit trail: its head goes to the leads, so that rewriting shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.screens import anchor

POSTED = "audit.posted"
TRAIL = "trail"
"""An installation has one."""
_EVERY = timedelta(days=1)


def due_heads(unit: UnitOfWork, now: datetime, _limit: int) -> Sequence[str]:
    """The name of the audit trail once a day, if anything was added since its head was posted."""
    head = unit.privacy.head()
    if head is None or head.what == POSTED:
        return ()
    last = unit.privacy.last(POSTED)
    return (TRAIL,) if (last is None or now - last.at >= _EVERY) and _leads(unit) else ()


def post_head(unit: UnitOfWork, trail: str, now: datetime) -> None:
    """Tells every lead the head of the trail."""
    head = unit.privacy.head()
    if head is None or trail not in due_heads(unit, now, 1):
        return
    card = anchor(head)
    unit.outbox.enqueue([in_working_hours(lead, card, now) for lead in _leads(unit)])
    unit.privacy.record(at=now, actor="schedule", what=POSTED, about={"hash": head.hash})


def _leads(unit: UnitOfWork) -> Sequence[Person]:
    """Each once, whatever number of cohorts they lead."""
    leads = {p.id: p for c in unit.programme.cohorts() for p, _ in unit.people.members(c.id, (Role.LEAD,))}
    return tuple(leads.values())

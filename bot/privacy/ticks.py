"""What happens to the audit trail when time passes: its head goes to the leads, so that rewriting shows."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.privacy.screens import anchor

POSTED = "audit.posted"
_EVERY = timedelta(days=1)


def post_head(unit: UnitOfWork, now: datetime) -> bool:
    """Once a day, if anything was added since the last time, tells every lead the head. Whether it did."""
    head = unit.privacy.head()
    if head is None or head.what == POSTED:
        return False
    last = unit.privacy.last(POSTED)
    if last and now - last.at < _EVERY:
        return False
    leads = {p.id: p for c in unit.programme.cohorts() for p, _ in unit.people.members(c.id, (Role.LEAD,))}
    if not leads:
        return False
    card = anchor(head)
    unit.outbox.enqueue([in_working_hours(lead, card, now) for lead in leads.values()])
    unit.privacy.record(at=now, actor="schedule", what=POSTED, about={"hash": head.hash})
    return True

"""How far mentors' time is approved, in words, for the charter and for the cohort at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from bot.approvals.model import Approval, Budget
from bot.people.model import Person
from bot.screens import counted, moment


def approved_by(approval: Approval, person: Person) -> str:
    recorded = ", recorded by a lead" if approval.recorded_by else ""
    return f"approved by {approval.approved_by} on {moment(approval.approved_at, person)}{recorded}"


def time_approved(budget: Budget, person: Person) -> str:
    """For the charter, beside the minutes."""
    if budget.is_approved and budget.approval:
        return approved_by(budget.approval, person)
    if budget.line_manager:
        return f"waits for {budget.line_manager}; signing does not wait for it"
    return "waits: your programme lead writes down who approved; signing does not wait for it"


def how_far(theirs: Sequence[Budget]) -> str:
    """For the cohort at a glance."""
    if not theirs:
        return "asked for at launch"
    done = sum(one.is_approved for one in theirs)
    if done == len(theirs):
        return "approved for every mentor"
    return f"approved for {done} of {counted(len(theirs), 'mentor')}; {len(theirs) - done} wait"

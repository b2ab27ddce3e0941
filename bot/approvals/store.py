"""Keeps approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.approvals.model import Approval
from bot.ids import CohortId, PersonId


class ApprovalStore(Protocol):
    def of(self, cohort: CohortId) -> Mapping[PersonId, Approval]:
        """By mentor."""

    def keep(self, approvals: Sequence[Approval]) -> None:
        """Keeps each, in the place of the mentor's earlier one in the cohort."""

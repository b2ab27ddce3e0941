"""Approvals of the mentors' time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import Connection, bindparam, select

from adapters.sql.statements import put
from adapters.sql.tables import budget_approval
from bot.approvals.model import Approval
from bot.ids import CohortId, PersonId

_KEEP: Final = put(budget_approval)
_OF = select(budget_approval).where(budget_approval.c.cohort == bindparam("cohort"))


class SqlApprovals:
    """An `ApprovalStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, cohort: CohortId) -> Mapping[PersonId, Approval]:
        rows = self._connection.execute(_OF, {"cohort": cohort}).mappings()
        return {PersonId(row["mentor"]): Approval(**row) for row in rows}

    def keep(self, approvals: Sequence[Approval]) -> None:
        if approvals:
            rows = [asdict(one) for one in approvals]
            self._connection.execute(_KEEP[self._connection.dialect.name], rows)

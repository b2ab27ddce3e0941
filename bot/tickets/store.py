"""Keeps tickets and the jobs at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.ids import AskId, CohortId, FlagId, TicketId
from bot.tickets.model import DeskJob, Ticket


class TicketStore(Protocol):
    """Reading with `lock` holds the row until the transaction ends."""

    def keep(self, ticket: Ticket) -> None:
        """Adds or replaces."""

    def ticket(self, ticket: TicketId, *, lock: bool = False) -> Ticket | None: ...

    def at_desk(self, desk_reference: str) -> TicketId | None:
        """The ticket that the desk knows by this reference."""

    def of(self, *, flags: Sequence[FlagId] = (), asks: Sequence[AskId] = ()) -> tuple[Ticket, ...]: ...

    def queue(self, cohorts: Sequence[CohortId]) -> tuple[Ticket, ...]:
        """Tickets at the desk that are not done, oldest first."""

    def drop(self, ticket: TicketId) -> None: ...

    def stale_drafts(self, now: datetime, limit: int) -> tuple[TicketId, ...]:
        """Drafts that nobody confirmed in time."""

    def claim_polls(self, desk: str, now: datetime, *, until: datetime, limit: int) -> tuple[TicketId, ...]:
        """Tickets that this desk is to be asked about; nobody else asks until then, when it is due again."""

    def keep_job(self, job: DeskJob) -> None:
        """Adds the job, or replaces the one with the same ticket, kind and number."""

    def claim_jobs(self, now: datetime, *, until: datetime, limit: int) -> tuple[DeskJob, ...]:
        """Due jobs, each with one attempt more on its account; nobody else gets them until then."""

    def drop_job(self, job: DeskJob) -> None: ...

    def hurry_jobs(self, now: datetime, *, beyond: datetime) -> None:
        """Those put off beyond that moment are due. No claim reaches beyond it."""

    def take_call(self, signature: str, at: datetime) -> bool:
        """Notes a webhook of the desk's by its signature; False if it came before."""

    def forget_calls(self, before: datetime) -> None: ...

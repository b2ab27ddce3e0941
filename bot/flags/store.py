"""What is kept of scope flags, asks and tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.flags.model import Ask, DeskJob, Flag, FlagEntry, FlagKind, Lane, Ticket
from bot.ids import AskId, CohortId, FlagId, PairingId, PersonId, TicketId


class ScopeStore(Protocol):
    """Reading with `lock` holds the row until the transaction ends."""

    # Flags

    def keep_flag(self, flag: Flag) -> None:
        """Adds or replaces."""

    def flag(self, flag: FlagId, *, lock: bool = False) -> Flag | None: ...

    def drop_flag(self, flag: FlagId) -> None:
        """A draft that was not sent is gone."""

    def flags_by(self, pseudonym: str) -> tuple[Flag, ...]:
        """Newest first."""

    def flags_for(self, contact: PersonId) -> tuple[Flag, ...]:
        """Those that wait for this contact, oldest first."""

    def overdue(self, now: datetime, limit: int) -> tuple[FlagId, ...]:
        """Those whose contact should have acted by now, and whose mentor has not been told so."""

    def add_entry(self, entry: FlagEntry) -> bool:
        """False if the thread has an entry of that number."""

    def entries(self, flag: FlagId) -> tuple[FlagEntry, ...]:
        """In order."""

    def drop_entries(self, flag: FlagId) -> None: ...

    def counts(self, cohort: CohortId, *, before: datetime) -> Mapping[FlagKind, int]: ...

    def tell_pattern(self, pseudonym: str, pattern: str, *, at: datetime, since: datetime) -> bool:
        """Notes that the author was told of the pattern; False if they were already told after `since`."""

    # Asks

    def keep_ask(self, asked: Ask) -> None:
        """Adds or replaces."""

    def ask(self, ask: AskId, *, lock: bool = False) -> Ask | None: ...

    def agenda(self, pairing: PairingId) -> tuple[Ask, ...]:
        """What stands on the agenda, oldest first."""

    def due_digests(self, now: datetime, limit: int) -> tuple[PairingId, ...]:
        """Pairings with something on the agenda that the mentor is to be told by now."""

    def stale_asks(self, before: datetime, limit: int) -> tuple[AskId, ...]:
        """Drafts asked before then, oldest first."""

    def tally(self, cohort: CohortId, *, suggested: Lane, chosen: Lane) -> None:
        """Counts one more request of this cohort that was suggested for one lane and sent down another."""

    def tallies(self, cohort: CohortId) -> Mapping[tuple[Lane, Lane], int]:
        """By (suggested, chosen)."""

    # Tickets

    def keep_ticket(self, ticket: Ticket) -> None:
        """Adds or replaces."""

    def ticket(self, ticket: TicketId, *, lock: bool = False) -> Ticket | None: ...

    def ticket_at_desk(self, desk_reference: str) -> TicketId | None: ...

    def tickets_of(
        self, *, flags: Sequence[FlagId] = (), asks: Sequence[AskId] = ()
    ) -> tuple[Ticket, ...]: ...

    def queue(self, cohorts: Sequence[CohortId]) -> tuple[Ticket, ...]:
        """Tickets at the desk that are not done, oldest first."""

    def drop_ticket(self, ticket: TicketId) -> None: ...

    def stale_drafts(self, now: datetime, limit: int) -> tuple[TicketId, ...]:
        """Drafts that nobody confirmed in time."""

    def claim_looks(self, desk: str, now: datetime, *, until: datetime, limit: int) -> tuple[TicketId, ...]:
        """Tickets that this desk is to be asked about; nobody else asks until then, when it is due again."""

    def send(self, errand: DeskJob) -> None:
        """Adds the errand, or replaces the one with the same ticket, kind and number."""

    def claim_jobs(self, now: datetime, *, until: datetime, limit: int) -> tuple[DeskJob, ...]:
        """Due errands, each with one attempt more on its account; nobody else gets them until then."""

    def job_done(self, errand: DeskJob) -> None: ...

    def hurry_jobs(self, now: datetime, *, beyond: datetime) -> None:
        """Those put off beyond that moment are due. No claim reaches beyond it."""

    def take_call(self, signature: str, at: datetime) -> bool:
        """Notes a webhook of the desk's by its signature; False if it came before."""

    def forget_calls(self, before: datetime) -> None: ...

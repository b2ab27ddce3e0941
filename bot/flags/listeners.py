"""Listens to what other nouns do: rounds that close, sessions, tickets' drafts that expire."""

from __future__ import annotations

from bot.events import RoundClosing, SessionLogged, TicketDraftExpired
from bot.flags.pattern_turns import note_time
from bot.flags.released_counts import release_counts
from bot.ports import UnitOfWork


def count_for_release(unit: UnitOfWork, event: RoundClosing) -> None:
    """Releases all flags of the cohort so far: the mentors of a single round would often be too few to count."""
    cohort = event.cohort
    mentors = len({pairing.mentor for pairing in unit.programme.pairings(cohort.id)})
    counts = unit.flags.counts(cohort.id, before=event.at)
    unit.reports.keep_counts(event.round, release_counts(counts, mentors=mentors))


def note_time_of_session(unit: UnitOfWork, event: SessionLogged) -> None:
    note_time(unit, event.pairing, event.at)


def drop_flag_of_draft(unit: UnitOfWork, event: TicketDraftExpired) -> None:
    if event.ticket.flag:
        unit.flags.drop(event.ticket.flag)
